using ScanResponder.Alerts.Document;
using ScanResponder.Network;
using ScanResponder.Tests.Simulation;
using ScanResponder.Tests.Tightening.Oracle;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Decisions;

/// <summary>The mode ask: nothing is changed until somebody approves, and then exactly what they were shown.</summary>
public sealed class ApprovalTests
{
    [Fact]
    public void An_alert_says_how_to_approve_and_changes_nothing()
    {
        var scene = new DecisionScene("tcp 20-25 from 0.0.0.0/0");

        var document = AlertDocument.Of(scene.Answer(DecisionScene.Probe()));

        Assert.Equal(("left-open", "ask", true), (document.Outcome, document.Mode, document.Urgent));
        Assert.Equal(scene.Before, scene.RulesNow);
        Assert.StartsWith($"scan-responder approve {DecisionScene.Finding} --function scan-responder", document.Approve[0], StringComparison.Ordinal);
        Assert.Contains(" | aws lambda invoke --region eu-west-1 --function-name scan-responder", document.Approve[1], StringComparison.Ordinal);
        Assert.Contains("scan-responder approve", scene.Published[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_shown_is_closed_when_somebody_approves_it()
    {
        var scene = Asked("tcp 20-25 from 0.0.0.0/0", "tcp 22 from ::/0", "all traffic from 0.0.0.0/0");

        var alert = scene.Answer(DecisionScene.Approve());

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Contains("alice approved it: not meant to be open", alert.Notes);
        Assert.Equal(DecisionScene.Finding, alert.Trigger.Id);
        Assert.Equal(Breach.None, scene.Promise.Compare(scene.RulesNow));
        Assert.Equal(2, scene.Published.Count);
    }

    [Fact]
    public void Approving_twice_is_once_and_the_second_one_is_told_what_was_done()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0");
        var first = scene.Answer(DecisionScene.Approve());
        var rules = scene.RulesNow;

        var second = scene.Answer(DecisionScene.Approve("bob"));

        Assert.Equal((Verdict.Tightened, true), (second.Outcome.Verdict, second.Repeated));
        Assert.StartsWith("alice approved it on 2026-11-20", second.Outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(first.Outcome.Changes.Length, second.Outcome.Changes.Length);
        Assert.Equal(rules, scene.RulesNow);
        Assert.Equal(2, scene.Published.Count);
    }

    [Fact]
    public void What_was_undone_since_is_not_called_closed()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0");
        scene.Answer(DecisionScene.Approve());
        scene.Answer(DecisionScene.Undo());
        var published = scene.Published.Count;

        var again = scene.Answer(DecisionScene.Approve("bob"));

        Assert.IsType<Reason.UndoneSince>(again.Outcome.Why);
        Assert.Equal(Verdict.NotApplicable, again.Outcome.Verdict);
        Assert.Equal(published, scene.Published.Count);
    }

    [Fact]
    public void Of_two_who_approve_at_once_one_has_it_closed()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0");

        var (one, other) = scene.AnswerTogether(DecisionScene.Approve(), DecisionScene.Approve("bob"));

        Assert.Equal(Breach.None, scene.Promise.Compare(scene.RulesNow));
        Assert.Equal(2, scene.Published.Count);
        Assert.Single(new[] { one, other }, alert => alert.Repeated);
    }

    [Fact]
    public void If_more_would_be_closed_it_asks_again_and_then_closes_that()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0");
        scene.SomebodyAdds("tcp 20-30 from ::/0");
        var rules = scene.RulesNow;

        var again = scene.Answer(DecisionScene.Approve());

        Assert.IsType<Reason.MoreThanShown>(again.Outcome.Why);
        Assert.Contains("tcp 20-30 from ::/0", again.Outcome.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(again.Approve);
        Assert.Equal(rules, scene.RulesNow);
        Assert.Equal(2, scene.Published.Count);

        Assert.Equal(Verdict.Tightened, scene.Answer(DecisionScene.Approve()).Outcome.Verdict);
        Assert.DoesNotContain(scene.RulesNow, rule => rule.Traffic.TcpPorts is { } ports && ports.Contains(22) && rule.Source is RuleSource.Block { Cidr.PrefixLength: 0 });
    }

    [Fact]
    public void What_somebody_has_closed_meanwhile_is_no_reason_to_ask_again()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0", "tcp 22 from ::/0");
        scene.SomebodyRemoves("tcp 22 from ::/0");

        Assert.Equal(Verdict.Tightened, scene.Answer(DecisionScene.Approve()).Outcome.Verdict);
        Assert.Equal(["tcp 22 from 10.0.0.0/16"], scene.RulesNow.Select(rule => Tests.Tightening.RuleParser.Of(rule)));
    }

    [Fact]
    public void What_is_opened_while_the_change_is_made_was_not_approved()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0");
        var added = false;

        var alert = scene.Attempt(DecisionScene.Approve(), (call, _) =>
        {
            if (call == "revoke" && !added)
            {
                added = true;
                scene.Account.AuthorizeAsync(DecisionScene.GroupId, [Tests.Tightening.RuleParser.Draft("tcp 22 from ::/0")], TagSet.Empty, dryRun: false, CancellationToken.None).GetAwaiter().GetResult();
            }

            return Fault.None;
        });

        Assert.Equal(Verdict.PartlyTightened, alert!.Outcome.Verdict);
        Assert.Contains(scene.RulesNow, rule => Tests.Tightening.RuleParser.Of(rule) == "tcp 22 from ::/0");
    }

    [Fact]
    public void An_approval_comes_too_late_after_a_day()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0");
        scene.Wait(TimeSpan.FromHours(24.5));

        AssertRefused<Reason.Expired>(scene, DecisionScene.Approve());
    }

    [Fact]
    public void What_nobody_was_asked_about_is_unknown()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0");

        AssertRefused<Reason.UnknownFinding>(scene, DecisionScene.Approve(finding: "another"));
        AssertRefused<Reason.UnknownFinding>(scene, DecisionScene.Order("Approve", $$"""{"finding":"{{DecisionScene.Finding}}"}""", "222222222222"));
    }

    [Fact]
    public void In_a_mode_that_changes_nothing_nobody_can_approve()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0");
        scene.Mode = Mode.Notify;

        AssertRefused<Reason.ModeForbids>(scene, DecisionScene.Approve());
    }

    [Fact]
    public void Where_the_group_is_gone_there_is_nothing_to_close()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0");
        scene.Time.Run(async () =>
        {
            await scene.Account.DeleteGroupAsync(DecisionScene.GroupId, CancellationToken.None);
            return true;
        });

        Assert.Equal(Verdict.NotApplicable, scene.Answer(DecisionScene.Approve()).Outcome.Verdict);
    }

    [Fact]
    public void What_EC2_refuses_can_be_approved_once_more()
    {
        var scene = Asked("tcp 22 from 0.0.0.0/0");

        Assert.Equal(Verdict.Failed, scene.Attempt(DecisionScene.Approve(), (call, _) => call == "authorize" ? Fault.Denied : Fault.None)!.Outcome.Verdict);
        Assert.Equal(scene.Before, scene.RulesNow);
        Assert.Equal(Verdict.Tightened, scene.Answer(DecisionScene.Approve()).Outcome.Verdict);
    }

    [Theory]
    [InlineData(Fault.DeathBefore)]
    [InlineData(Fault.DeathAfter)]
    public void Wherever_an_approval_dies_its_retry_keeps_the_promise(object death)
    {
        var fault = (Fault)death;
        var calls = Asked("tcp 20-25 from 0.0.0.0/0") is var measured ? measured.CallsOf(DecisionScene.Approve()) : 0;
        for (var last = 1; last <= calls; last++)
        {
            var scene = Asked("tcp 20-25 from 0.0.0.0/0");
            var order = DecisionScene.Approve();
            if (scene.Attempt(order, (_, number) => number == last ? fault : Fault.None, "same") is null)
                scene.Attempt(order, (_, _) => Fault.None, "same");

            var breach = scene.Promise.Compare(scene.RulesNow);
            Assert.True(breach == Breach.None, $"Call {last}: {breach}");
            Assert.True(scene.Published.Count >= 2, $"Call {last}: nobody was told.");
        }
    }

    private static DecisionScene Asked(params string[] rules)
    {
        var scene = new DecisionScene(rules);
        Assert.Equal(Verdict.LeftOpen, scene.Answer(DecisionScene.Probe()).Outcome.Verdict);
        return scene;
    }

    private static void AssertRefused<T>(DecisionScene scene, ScanResponder.Triggers.Trigger order)
    {
        var published = scene.Published.Count;
        var alert = scene.Answer(order);
        Assert.IsType<T>(alert.Outcome.Why);
        Assert.Equal(Verdict.NotApplicable, alert.Outcome.Verdict);
        Assert.Equal(scene.Before, scene.RulesNow);
        Assert.Equal(published, scene.Published.Count);
    }
}
