using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>One process that lives long: it must not keep anything of the findings that it has answered.</summary>
public sealed class SoakTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private const int MegaByte = 1024 * 1024;
    private static readonly int Findings = 1000 * Math.Clamp((int)TestScale.Factor, 1, 6);

    // A heap without a limit finds its size by the machine and its load: a process that kept nothing had 1.5 MB more at the end than in the middle. Of ten megabytes
    // a busy process sometimes dies; twelve kilobytes kept of each of a thousand findings were noticed with fourteen, and eight were not. At night there are six thousand.
    private const int Heap = 14 * MegaByte;

    // Between collections of garbage memory swings, and with the threads of a busy machine, so the least of late stretches is compared.
    private const int Stretch = 200;

    [Fact]
    public async Task A_thousand_findings_need_hardly_more_memory_than_one()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Hole.Open));
        var function = await scene.DeployAsync(
            "remediate",
            ("RESPONDER_JOURNAL_TABLE", await scene.World.JournalTableAsync(TestContext.Current.CancellationToken)),
            ("DOTNET_GCHeapHardLimit", $"{Heap:x}"));
        await Scene.ProbeAsync(function, instance);
        Replay(function.Aws);

        var memory = new List<long>();
        for (var number = 1; number <= Findings; number++)
        {
            function.Aws.Forget();
            var document = await Scene.ProbeAsync(function, instance, sample => sample.WithFindingId($"{number:x32}"));
            Assert.Equal(("tightened", 1), ((string?)document["outcome"], function.Aws.Calls.Count(call => call.Action == "Publish")));
            memory.Add(function.Process.Memory!.Value);
        }

        // What lies outside the heap shows here.
        var warm = memory.Take(Findings / 2).TakeLast(Stretch).Min();
        Assert.InRange(memory.TakeLast(Stretch).Min(), MegaByte, warm + (6 * MegaByte));
        Assert.InRange(function.Process.PeakMemory!.Value, MegaByte, 64 * MegaByte);
    }

    /// <summary>
    /// From now on AWS answers each finding as it answered the first, so that thousands are possible: moto takes milliseconds for each call. Calls
    /// about this one account ask the same each time; what is written names the finding.
    /// </summary>
    private static void Replay(AwsProxy aws)
    {
        var answers = aws.Calls.ToLookup(KeyOf, call => call.Answered!);
        foreach (var (key, recorded) in answers.Select(group => (group.Key, group.ToList())))
        {
            for (var occurrence = 0; occurrence < recorded.Count; occurrence++)
            {
                var place = occurrence;
                aws.Inject(call => KeyOf(call) == key && aws.Calls.Count(earlier => KeyOf(earlier) == key) == place, new Fault.AnsweredInstead(recorded[place]));
            }
        }
    }

    private static (string Action, string Text) KeyOf(AwsCall call) => (call.Action, call.Action.StartsWith("Describe", StringComparison.Ordinal) ? call.Request.Text : "");
}
