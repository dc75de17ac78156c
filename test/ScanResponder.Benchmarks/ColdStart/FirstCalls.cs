using System.Globalization;

namespace ScanResponder.Benchmarks.ColdStart;

/// <summary>
/// What each call of AWS takes in a process that has made none, where another one was made before, and where the same one was: the last step is what it gives to
/// warm up this call too.
/// </summary>
internal static class FirstCalls
{
    private const int WarmUps = 2;

    private static readonly string[] Calls =
    [
        "DescribeInstances", "DescribeNetworkInterfaces", "DescribeSecurityGroups", "DescribeSecurityGroupRules", "DescribeSecurityGroupVpcAssociations",
        "DescribeVpcs", "DescribeRouteTables", "DescribeNetworkAcls", "DescribeVpcBlockPublicAccessOptions", "DescribeVpcBlockPublicAccessExclusions",
        "DescribeFlowLogs", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "ListAccountAliases", "LookupEvents", "GetItem", "UpdateItem", "Publish",
    ];

    /// <summary>Measures and prints a table.</summary>
    /// <param name="program">The published <c>ScanResponder.FirstCall</c>.</param>
    /// <param name="runs">How often each is measured.</param>
    internal static async Task RunAsync(string program, int runs)
    {
        var turns = Calls.SelectMany(call => new[] { "", call is "DescribeVpcs" ? "DescribeFlowLogs" : "DescribeVpcs", call }.Select(before => (Call: call, Before: before)))
            .Prepend((Call: "", Before: "")).ToList();
        var measured = turns.ToDictionary(turn => turn, _ => new List<ColdRun>());
        await using var stage = new ColdStage(Scale.Usual, TimeSpan.Zero, tls: false);
        for (var run = -WarmUps; run < runs; run++)
        {
            foreach (var turn in turns)
            {
                var figures = await stage.RunAsync(new(turn.Call, [Path.GetFullPath(program)], ("FIRST_CALL", turn.Call), ("FIRST_CALL_BEFORE", turn.Before)));
                if (run >= 0)
                    measured[turn].Add(figures);
            }
        }

        foreach (var turn in turns.Take(2))
        {
            Console.WriteLine(Text(
                $"{(turn.Call is "" ? "Without any call" : $"With one call, {turn.Call}")}: {Median(turn, run => run.Wall):0} ms, {Median(turn, run => run.Cpu):0} of CPU, peak {Median(turn, run => run.PeakMegabytes):0.0} MB"));
        }

        Console.WriteLine(Text($"\nCPU ms after the first poll; medians of {runs}; without any call {AfterPoll(turns[0]):0.0}\n"));
        Console.WriteLine("| call | the first of all | after another one | after the same one | what warming it gives |");
        Console.WriteLine("|---|--:|--:|--:|--:|");
        foreach (var of in turns.Skip(1).Chunk(3))
            Console.WriteLine(Text($"| {of[0].Call} | {AfterPoll(of[0]):0.0} | {AfterPoll(of[1]):0.0} | {AfterPoll(of[2]):0.0} | {AfterPoll(of[1]) - AfterPoll(of[2]):0.0} |"));

        double AfterPoll((string Call, string Before) turn) => Median(turn, run => run.Cpu - run.CpuToPoll);

        double Median((string Call, string Before) turn, Func<ColdRun, double> figure)
        {
            var sorted = measured[turn].Select(figure).Order().ToList();
            return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
