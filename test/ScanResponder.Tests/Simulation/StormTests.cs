namespace ScanResponder.Tests.Simulation;

/// <summary>What one machine cannot show: many processes at the same groups, on one virtual clock. Each schedule is named by its seed.</summary>
public class StormTests
{
    [Fact]
    public void Many_answers_side_by_side_keep_the_promise() => ForAll(40, new(6, 10, Faults: 0, Deaths: 0, Edits: 0, Lagging: false));

    [Fact]
    public void Over_reads_that_lag_too() => ForAll(40, new(6, 10, Faults: 0, Deaths: 0, Edits: 0, Lagging: true));

    [Fact]
    public void Though_calls_go_wrong() => ForAll(40, new(6, 10, Faults: 0.05, Deaths: 0, Edits: 0, Lagging: true));

    [Fact]
    public void Though_processes_die() => ForAll(40, new(6, 10, Faults: 0, Deaths: 0.02, Edits: 0, Lagging: true));

    [Fact]
    public void Though_people_edit_meanwhile() => ForAll(40, new(6, 10, Faults: 0, Deaths: 0, Edits: 12, Lagging: true));

    [Fact]
    public void Though_all_of_it_happens_at_once() => ForAll(40, new(8, 12, Faults: 0.03, Deaths: 0.01, Edits: 10, Lagging: true));

    [Fact]
    public void With_three_hundred_groups_too() => ForAll(1, new(300, 200, Faults: 0.02, Deaths: 0.005, Edits: 60, Lagging: true));

    private static void ForAll(int schedules, StormKind kind)
    {
        for (var seed = 1; seed <= Cases.Of(schedules); seed++)
        {
            var storm = new Storm(seed, kind);
            storm.Run();
            Assert.True(storm.Faults.Count == 0, $"Seed {seed} of {kind}:\n{string.Join('\n', storm.Faults)}\n\n{string.Join('\n', storm.Log)}");
            Assert.True(storm.Seen.Alerts > 0);
        }
    }
}
