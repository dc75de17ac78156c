using System.Collections.Immutable;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Accounts;

/// <summary>What several answers to one trigger changed in a group, as one change.</summary>
public sealed class RecordedChangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    private static readonly ImmutableArray<RuleChange> First = [Added("tcp 23-25 from 0.0.0.0/0", "sgr-2"), Removed("tcp 22-25 from 0.0.0.0/0", "sgr-1")];

    [Fact]
    public void What_a_later_answer_changed_comes_after_what_the_earlier_one_did()
    {
        var later = Removed("tcp 22 from ::/0", "sgr-3");

        Assert.Equal([.. First, later], Then(First, later));
    }

    [Fact]
    public void What_one_answer_added_and_a_later_one_removed_is_left_out() =>
        Assert.Equal([First[1], Added("tcp 24-25 from 0.0.0.0/0", "sgr-4")], Then(First, Added("tcp 24-25 from 0.0.0.0/0", "sgr-4"), Removed("tcp 23-25 from 0.0.0.0/0", "sgr-2")));

    [Fact]
    public void Of_a_rule_that_people_opened_again_the_last_removal_counts()
    {
        var again = Removed("tcp 22-25 from 0.0.0.0/0", "sgr-5") with { Tags = TagSet.Empty.With("by", "hand") };

        Assert.Equal([First[0], again], Then(First, Added("tcp 23-25 from 0.0.0.0/0", "sgr-2") with { Status = ChangeStatus.Already }, again));
    }

    [Fact]
    public void What_somebody_else_removed_meanwhile_is_no_removal_of_ours()
    {
        var byOthers = Removed("tcp 22-25 from 0.0.0.0/0", "sgr-5") with { Status = ChangeStatus.Already };

        Assert.Equal([First[0], byOthers], Then(First, byOthers));
    }

    [Fact]
    public void What_was_taken_back_or_never_made_is_not_kept() =>
        Assert.Empty(new RecordedChange("f", Now, []).After([new("f", Now, [.. First.Select(change => change with { Status = ChangeStatus.Undone }), First[0] with { Status = ChangeStatus.Planned }])]).Earlier);

    [Fact]
    public void Written_down_twice_is_once()
    {
        var second = Removed("tcp 23-25 from 0.0.0.0/0", "sgr-2");
        var once = new RecordedChange("f", Now, [second]).After([new("f", Now, First)]);
        var twice = new RecordedChange("f", Now, [second]).After([once]);

        Assert.Equal(once.All, twice.All);
        Assert.Equal([First[1]], twice.All);
    }

    [Fact]
    public void However_often_a_rule_is_opened_again_and_removed_it_takes_the_room_of_one()
    {
        var record = new RecordedChange("f", Now, First);
        for (var time = 0; time < 100; time++)
            record = new RecordedChange("f", Now, [First[0] with { Status = ChangeStatus.Already }, Removed("tcp 22-25 from 0.0.0.0/0", $"sgr-again-{time}")]).After([record]);

        Assert.Equal(["sgr-2", "sgr-again-99"], record.All.Select(change => change.RuleId));
        Assert.InRange(record.Earlier.Length, 2, 3);
    }

    [Fact]
    public void Records_of_others_do_not_count_and_where_one_was_too_long_to_keep_nobody_knows_the_whole()
    {
        Assert.Empty(new RecordedChange("f", Now, First).After([new("g", Now, First)]).Earlier);
        Assert.Null(new RecordedChange("f", Now, First).After([new("f", Now, null)]).Changes);
    }

    private static ImmutableArray<RuleChange> Then(ImmutableArray<RuleChange> first, params ImmutableArray<RuleChange> later) =>
        new RecordedChange("f", Now, later).After([new("f", Now, first)]).All;

    private static RuleChange Added(string rule, string id) => new(ChangeAction.Authorize, "sg-1", id, RuleParser.Draft(rule), TagSet.Empty, ChangeStatus.Done);

    private static RuleChange Removed(string rule, string id) => new(ChangeAction.Revoke, "sg-1", id, RuleParser.Draft(rule), TagSet.Empty, ChangeStatus.Done);
}
