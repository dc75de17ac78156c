namespace ScanResponder.Tests.Simulation;

/// <summary>What one machine cannot show: many processes at the same groups, on one virtual clock. Each schedule is named by its seed.</summary>
public class StormTests
{
    // Many of few answers find more orders of calls in the same time, some of many find what takes many.
    private static readonly (int Schedules, int Groups, int Findings)[] Sizes = [(350, 2, 3), (12, 6, 10)];

    [Fact]
    public void Many_answers_side_by_side_keep_the_promise() => InEachSize(new(0, 0, Faults: 0, Deaths: 0, Edits: 0, Lagging: false));

    [Fact]
    public void Over_reads_that_lag_too() => InEachSize(new(0, 0, Faults: 0, Deaths: 0, Edits: 0, Lagging: true));

    [Fact]
    public void Though_calls_go_wrong() => InEachSize(new(0, 0, Faults: 0.05, Deaths: 0, Edits: 0, Lagging: true));

    [Fact]
    public void Though_processes_die() => InEachSize(new(0, 0, Faults: 0, Deaths: 0.02, Edits: 0, Lagging: true));

    [Fact]
    public void Though_people_edit_meanwhile() => InEachSize(new(0, 0, Faults: 0, Deaths: 0, Edits: 12, Lagging: true));

    [Fact]
    public void Though_all_of_it_happens_at_once() => InEachSize(new(0, 0, Faults: 0.03, Deaths: 0.01, Edits: 10, Lagging: true));

    [Fact]
    public void With_three_hundred_groups_too() => ForAll(1, new(300, 200, Faults: 0.02, Deaths: 0.005, Edits: 60, Lagging: true));

    /// <summary>Schedules that once broke the promise, each in a way of its own.</summary>
    [Theory]
    [InlineData(775965570, 6, 10, 0, 0.02, 0)]
    [InlineData(302651238, 2, 3, 0.05, 0, 0)]
    [InlineData(186866398, 2, 3, 0.05, 0, 0)]
    [InlineData(186866743, 2, 3, 0, 0, 12)]
    [InlineData(302651474, 2, 3, 0.05, 0, 0)]
    [InlineData(985604987, 2, 3, 0.05, 0, 0)]
    [InlineData(78826009, 2, 3, 0.03, 0.01, 10)]
    [InlineData(459100152, 2, 3, 0.03, 0.01, 10)]
    [InlineData(175391022, 6, 10, 0.03, 0.01, 10)]
    [InlineData(847175755, 2, 3, 0.03, 0.01, 10)]
    [InlineData(1011989542, 2, 3, 0.03, 0.01, 10)]
    [InlineData(602629362, 2, 3, 0, 0.02, 0)]
    [InlineData(627130765, 2, 3, 0.03, 0.01, 10)]
    [InlineData(101060658, 2, 3, 0.03, 0.01, 10)]
    [InlineData(435107424, 2, 3, 0, 0.02, 0)]
    [InlineData(1008410855, 2, 3, 0.05, 0, 0)]
    [InlineData(430245718, 2, 3, 0, 0.02, 0)]
    [InlineData(611779758, 2, 3, 0, 0, 12)]
    [InlineData(498031363, 2, 3, 0, 0, 12)]
    [InlineData(803689820, 2, 3, 0.05, 0, 0)]
    [InlineData(346410712, 6, 10, 0.05, 0, 0)]
    [InlineData(102043122, 2, 3, 0.05, 0, 0)]
    [InlineData(185408711, 300, 200, 0.02, 0.005, 60)]
    [InlineData(879563302, 300, 200, 0.02, 0.005, 60)]
    [InlineData(565977357, 300, 200, 0.02, 0.005, 60)]
    [InlineData(80360377, 300, 200, 0.02, 0.005, 60)]
    [InlineData(286353852, 300, 200, 0.02, 0.005, 60)]
    public void What_was_found_stays_mended(int seed, int groups, int findings, double faults, double deaths, int edits) =>
        AssertKept(seed, new(groups, findings, faults, deaths, edits, Lagging: true));

    private static void InEachSize(StormKind kind)
    {
        foreach (var (schedules, groups, findings) in Sizes)
            ForAll(schedules, kind with { Groups = groups, Findings = findings });
    }

    private static void ForAll(int schedules, StormKind kind)
    {
        var alerts = 0;
        foreach (var seed in Cases.Seeds(schedules))
        {
            alerts += AssertKept(seed, kind);
        }

        Assert.True(alerts > 0, "Nobody was told of anything.");
    }

    /// <returns>How many alerts there were.</returns>
    private static int AssertKept(int seed, StormKind kind)
    {
        var storm = new Storm(seed, kind);
        storm.Run();
        Assert.True(storm.Faults.Count == 0, $"{Cases.SeedVariable}={seed} of {kind}:\n{string.Join('\n', storm.Faults)}\n\n{string.Join('\n', storm.Log)}");
        return storm.Seen.Alerts;
    }
}
