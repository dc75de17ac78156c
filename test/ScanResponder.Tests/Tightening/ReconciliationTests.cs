using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Remediation;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

public class ReconciliationTests
{
    private const string Range = "tcp 20-22 from 0.0.0.0/0";
    private const string Piece = "tcp 20-21 from 0.0.0.0/0";
    private const string OtherRange = "tcp 22-25 from ::/0";

    [Fact]
    public void An_old_rule_that_stands_was_not_removed() =>
        Assert.Equal(Removal(ChangeStatus.Planned), Now(Removal(ChangeStatus.Done) with { Error = "Refused." }, Rule("sgr-1", Range)));

    [Fact]
    public void An_old_rule_that_is_gone_was_removed() =>
        Assert.Equal(Removal(ChangeStatus.Done), Now(Removal(ChangeStatus.Planned) with { Error = "Refused." }));

    [Fact]
    public void An_old_rule_that_somebody_else_removed_is_still_gone() =>
        Assert.Equal(Removal(ChangeStatus.Already), Now(Removal(ChangeStatus.Already), Rule("sgr-9", Piece)));

    [Fact]
    public void An_old_rule_that_stands_again_was_put_back() =>
        Assert.Equal(Removal(ChangeStatus.Undone), Now(Removal(ChangeStatus.Done), Rule("sgr-9", Range)));

    [Fact]
    public void A_piece_that_was_added_and_does_not_stand_was_removed_on_purpose() => Assert.Equal(
        Addition(ChangeStatus.Undone, "sgr-2") with { Error = "Somebody removed it after it had been added." }, Now(Addition(ChangeStatus.Done, "sgr-2"), Rule("sgr-1", Range)));

    [Fact]
    public void A_piece_that_was_only_planned_is_never_added_once_somebody_has_removed_the_old_rule() => Assert.Equal(
        [ChangeStatus.Failed, ChangeStatus.Done],
        Reconciliation.Of([Addition(ChangeStatus.Planned, null), Removal(ChangeStatus.Planned)], [RuleParser.Group("sg-1")], "finding-1").Select(change => change.Status));

    [Fact]
    public void A_piece_is_still_to_be_added_where_this_function_has_removed_the_old_rule_first() => Assert.Equal(
        [ChangeStatus.Done, ChangeStatus.Planned],
        Reconciliation.Of([Removal(ChangeStatus.Done), Addition(ChangeStatus.Planned, null)], [RuleParser.Group("sg-1")], "finding-1").Select(change => change.Status));

    [Fact]
    public void A_piece_that_was_to_come_before_the_old_rule_went_is_not_added_where_that_is_gone() => Assert.Equal(
        [ChangeStatus.Failed, ChangeStatus.Done],
        Reconciliation.Of([Addition(ChangeStatus.Planned, null), Removal(ChangeStatus.Done)], [RuleParser.Group("sg-1")], "finding-1").Select(change => change.Status));

    [Fact]
    public void A_piece_with_the_findings_tag_was_added_for_it() => Assert.Equal(
        Addition(ChangeStatus.Done, "sgr-2"), Now(Addition(ChangeStatus.Planned, null) with { Error = "Refused." }, Tagged(Rule("sgr-2", Piece), "finding-1")));

    [Fact]
    public void A_piece_is_known_by_its_id_too() =>
        Assert.Equal(Addition(ChangeStatus.Done, "sgr-2"), Now(Addition(ChangeStatus.Done, "sgr-2"), Rule("sgr-2", Piece)));

    [Fact]
    public void A_piece_of_another_finding_counts_as_there_with_its_own_tags()
    {
        var rule = Tagged(Rule("sgr-2", Piece), "finding-2");

        Assert.Equal(
            Addition(ChangeStatus.Already, "sgr-2") with { Tags = rule.Tags }, Now(Addition(ChangeStatus.Planned, null) with { Error = "Refused." }, rule));
    }

    [Fact]
    public void A_piece_that_somebody_else_had_added_stays_theirs()
    {
        var rule = Rule("sgr-2", Piece);

        Assert.Equal(
            Addition(ChangeStatus.Already, "sgr-2") with { Tags = TagSet.Empty }, Now(Addition(ChangeStatus.Already, "sgr-2"), rule));
    }

    [Fact]
    public void Of_two_equal_rules_the_findings_own_counts() => Assert.Equal(
        Addition(ChangeStatus.Done, "sgr-3"),
        Now(Addition(ChangeStatus.Planned, null), Tagged(Rule("sgr-2", Piece), "finding-2"), Tagged(Rule("sgr-3", Piece), "finding-1")));

    [Fact]
    public void Of_two_equal_rules_that_were_there_already_the_findings_own_counts() => Assert.Equal(
        "sgr-3",
        Now(Addition(ChangeStatus.Already, "sgr-3"), Tagged(Rule("sgr-2", Piece), "finding-2"), Rule("sgr-3", Piece)).RuleId);

    [Fact]
    public void Changes_of_groups_that_nobody_looked_at_are_left_out() =>
        Assert.Equal([], Reconciliation.Of([Removal(ChangeStatus.Done) with { GroupId = "sg-2" }], [RuleParser.Group("sg-1")], "finding-1"));

    [Fact]
    public void Groups_that_first_removed_and_then_added_had_no_room() => Assert.Equal(
        ["sg-1"],
        Reconciliation.RevokedFirst(
        [
            Removal(ChangeStatus.Done),
            Addition(ChangeStatus.Done, "sgr-2"),
            Addition(ChangeStatus.Done, "sgr-4") with { GroupId = "sg-2" },
            Removal(ChangeStatus.Done) with { GroupId = "sg-2" },
            Removal(ChangeStatus.Done) with { GroupId = "sg-3" },
        ]));

    [Fact]
    public void A_round_of_removals_alone_says_nothing_of_the_room_for_the_next() => Assert.Empty(
        Reconciliation.RevokedFirst([Other(ChangeStatus.Done), Addition(ChangeStatus.Planned, null), Removal(ChangeStatus.Planned)]));

    [Fact]
    public void Another_old_rule_that_stands_is_no_reason_to_add_what_replaces_one_that_is_gone() => Assert.Equal(
        ChangeStatus.Failed,
        Reconciliation.Of([Addition(ChangeStatus.Planned, null), Other(ChangeStatus.Done), Removal(ChangeStatus.Planned)], [RuleParser.Group("sg-1") with { Rules = [Rule("sgr-8", OtherRange)] }], "finding-1")[0].Status);

    private static RuleChange Now(RuleChange change, params ImmutableArray<IngressRule> standing) =>
        Assert.Single(Reconciliation.Of([change], [RuleParser.Group("sg-1") with { Rules = standing }], "finding-1"));

    private static RuleChange Other(ChangeStatus status) => RuleChange.Of(Rule("sgr-9", OtherRange)) with { Status = status };

    private static RuleChange Removal(ChangeStatus status) => RuleChange.Of(Rule("sgr-1", Range)) with { Status = status };

    private static RuleChange Addition(ChangeStatus status, string? ruleId) =>
        RuleChange.Of("sg-1", new(RuleParser.Draft(Piece), Tagged(Rule("", Piece), "finding-1").Tags)) with { Status = status, RuleId = ruleId };

    private static IngressRule Rule(string id, string text) => RuleParser.Rule("sg-1", id, text);

    private static IngressRule Tagged(IngressRule rule, string findingId) => rule with { Tags = TagSet.Empty.With("scan-responder", findingId) };
}
