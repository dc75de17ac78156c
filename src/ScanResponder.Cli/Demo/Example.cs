using ScanResponder.Cli.Audit;
using ScanResponder.Cli.Respond;
using ScanResponder.Evidence;
using ScanResponder.InMemory;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Demo;

/// <summary>
/// A finding and the account that it is about, for those who have neither at hand: a web server that was found by scanners minutes after its
/// launch. Addresses are of the blocks that are set aside for documentation.
/// </summary>
internal static class Example
{
    /// <summary>Where it is.</summary>
    internal static readonly AwsScope Scope = new("aws", "123456789012", "eu-west-1");

    /// <summary>What the function takes to get the event, about.</summary>
    private static readonly TimeSpan AfterUpdate = TimeSpan.FromSeconds(30);

    /// <summary>More than enough for logs that are in memory.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>The example as it is run, soon after its finding was updated.</summary>
    internal static RespondRequest Request(Policy policy)
    {
        var findings = TriggerDocument.Read(Text("finding.json"));
        return new(findings, Account(), Delivery.None, policy, new FixedClock(findings[0].UpdatedAt!.Value + AfterUpdate))
        {
            FailOn = FailOn.Never,
            Evidence = new([FlowLogs()], Timeout, TimeProvider.System),
            Introduction =
                """
                An example. Somebody launched web-1, and minutes later scanners tried
                its SSH port. GuardDuty noticed and sent a finding. What follows is what
                the people on call get. The account is made up; nothing touches AWS.
                """,
            Next =
                $"""
                To answer a finding of your own, in a copy of your account (see --help):
                {CommandLine.Name} respond finding.json --account account.json
                """,
        };
    }

    /// <summary>The example account, as it was before any finding was answered.</summary>
    internal static InMemoryAccount Account() => new(DescribeOutputReader.Read(Text("account.json")) with { AccountId = Scope.AccountId });

    /// <summary>The clock of the example, which stands still soon after its finding was updated.</summary>
    internal static FixedClock Clock() => new(TriggerDocument.Read(Text("finding.json"))[0].UpdatedAt!.Value + AfterUpdate);

    private static InMemoryFlowLogs FlowLogs() => new("the example's flow log", FlowLogFormat.Default, Text("flow-logs.txt").Split('\n'));

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Example).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
