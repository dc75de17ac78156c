using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ScanResponder.Alerts;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Simulation;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tests.Tightening.Oracle;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Decisions;

/// <summary>An undo from the journal: it restores what the answer changed, as far as nobody has changed it since, and keeps it open.</summary>
public sealed class UndoTests
{
    [Fact]
    public void It_restores_the_rules_with_descriptions_and_tags_and_says_so()
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0", "tcp 22 from ::/0", "tcp 443 from 0.0.0.0/0", "all traffic from 0.0.0.0/0");

        var alert = scene.Answer(DecisionScene.Undo());

        Assert.Equal(Verdict.LeftOpen, alert.Outcome.Verdict);
        Assert.StartsWith("alice had the change undone (the build needs it). It is kept open until 2026-11-21 08:00", alert.Outcome.Reason, StringComparison.Ordinal);
        Assert.False(alert.IsUrgent);
        Assert.Equal(new DecisionScene("tcp 20-25 from 0.0.0.0/0", "tcp 22 from ::/0", "tcp 443 from 0.0.0.0/0", "all traffic from 0.0.0.0/0").Rules, scene.Rules);
        Assert.Equal(2, scene.Published.Count);
    }

    [Fact]
    public void It_restores_what_the_journal_did_not_take_down_at_the_answers_end_though_an_update_came_since()
    {
        string[] rules = ["tcp 20-25 from 0.0.0.0/0", "tcp 443 from 0.0.0.0/0"];
        var scene = new DecisionScene(rules) { Mode = Mode.Remediate };
        scene.Attempt(DecisionScene.Probe(), (call, _) => call is "release" ? Fault.Unavailable : Fault.None);
        scene.Wait(TimeSpan.FromMinutes(2));
        scene.Answer(DecisionScene.Probe(1));

        var alert = scene.Answer(DecisionScene.Undo());

        Assert.Equal(Verdict.LeftOpen, alert.Outcome.Verdict);
        Assert.Equal(new DecisionScene(rules).Rules, scene.Rules);
    }

    [Fact]
    public void It_stays_open_against_a_later_update_until_its_time_is_over()
    {
        var scene = Closed("tcp 22 from 0.0.0.0/0");
        scene.Answer(DecisionScene.Undo());
        var open = scene.Rules.ToList();

        var update = scene.Answer(DecisionScene.Probe(1));

        Assert.Equal(Verdict.LeftOpen, update.Outcome.Verdict);
        Assert.Contains("is kept open until 2026-11-21", update.Outcome.Reason, StringComparison.Ordinal);
        Assert.False(update.IsUrgent);
        Assert.Equal(open, scene.Rules);

        scene.Wait(TimeSpan.FromHours(25));
        Assert.Equal(Verdict.Tightened, scene.Answer(DecisionScene.Probe(2)).Outcome.Verdict);
    }

    [Fact]
    public void It_stays_open_for_good_where_until_is_null()
    {
        var scene = Closed("tcp 22 from 0.0.0.0/0");
        scene.Answer(DecisionScene.Undo(""", "until": null"""));
        for (var month = 0; month < 3; month++)
            scene.Wait(TimeSpan.FromDays(30));

        Assert.Contains("kept open for good by alice", scene.Answer(DecisionScene.Probe(1)).Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_port_of_a_rule_that_is_kept_open_is_closed()
    {
        var scene = Closed("tcp 22 from 0.0.0.0/0");
        scene.Answer(DecisionScene.Undo());
        scene.SomebodyAdds("tcp 22 from ::/0");

        var update = scene.Answer(DecisionScene.Probe(1));

        Assert.Equal(Verdict.PartlyTightened, update.Outcome.Verdict);
        Assert.True(update.Outcome.Why.IsOnPurpose);
        Assert.DoesNotContain(scene.RulesNow, rule => RuleParser.Of(rule) == "tcp 22 from ::/0");
        Assert.Contains(scene.RulesNow, rule => RuleParser.Of(rule) == "tcp 22 from 0.0.0.0/0");
    }

    [Fact]
    public void What_somebody_has_closed_since_is_not_opened()
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0");
        scene.SomebodyRemoves("tcp 20-21 from 0.0.0.0/0");
        var rules = scene.Rules.ToList();

        var alert = scene.Answer(DecisionScene.Undo());

        Assert.Equal(Verdict.NotApplicable, alert.Outcome.Verdict);
        Assert.Contains(alert.Notes, note => note.Contains("somebody has since removed or changed tcp 20-21", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(rules, scene.Rules);
    }

    [Fact]
    public void A_rule_that_somebody_has_added_since_stays()
    {
        var scene = Closed("tcp 22 from 0.0.0.0/0");
        scene.SomebodyAdds("tcp 22 from 198.51.100.7/32");

        scene.Answer(DecisionScene.Undo());

        Assert.Equal(["tcp 22 from 0.0.0.0/0", "tcp 22 from 198.51.100.7/32"], scene.RulesNow.Select(rule => RuleParser.Of(rule)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Undoing_twice_leaves_the_rules_and_may_move_the_end()
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0");
        scene.Answer(DecisionScene.Undo());
        var open = scene.Rules.ToList();

        var second = scene.Answer(DecisionScene.Undo(""", "until": "2027-01-01T00:00:00Z" """));

        Assert.Equal(Verdict.LeftOpen, second.Outcome.Verdict);
        Assert.Equal(open, scene.Rules);
        Assert.Contains("kept open until 2027-01-01", scene.Answer(DecisionScene.Probe(1)).Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void It_takes_back_what_all_answers_to_the_finding_changed()
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0");
        scene.SomebodyAdds("tcp 22-30 from ::/0");
        scene.SomebodyAdds("tcp 22 from 128.0.0.0/1");
        Assert.Equal(Verdict.Tightened, scene.Answer(DecisionScene.Probe(1)).Outcome.Verdict);

        var alert = scene.Answer(DecisionScene.Undo());

        Assert.Empty(alert.Notes);
        Assert.Equal(["tcp 20-25 from 0.0.0.0/0", "tcp 22 from 128.0.0.0/1", "tcp 22-30 from ::/0"], scene.RulesNow.Select(RuleParser.Of).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_was_undone_before_is_not_taken_back_twice()
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0");
        scene.Answer(DecisionScene.Undo());
        scene.Wait(TimeSpan.FromHours(25));
        scene.SomebodyRemoves("tcp 20-25 from 0.0.0.0/0");
        scene.SomebodyAdds("tcp 22 from ::/0");
        Assert.Equal(Verdict.Tightened, scene.Answer(DecisionScene.Probe(1)).Outcome.Verdict);

        scene.Answer(DecisionScene.Undo());

        Assert.Equal(["tcp 22 from ::/0"], scene.RulesNow.Select(RuleParser.Of));
    }

    [Fact]
    public void Of_a_rule_that_people_opened_again_themselves_their_own_comes_back()
    {
        var scene = Closed("tcp 22 from 0.0.0.0/0");
        scene.SomebodyAdds("tcp 22 from 0.0.0.0/0");
        Assert.Equal(Verdict.Tightened, scene.Answer(DecisionScene.Probe(1)).Outcome.Verdict);

        scene.Answer(DecisionScene.Undo());

        var rule = Assert.Single(scene.RulesNow);
        Assert.Equal(("tcp 22 from 0.0.0.0/0", null), (RuleParser.Of(rule), rule.Description));
    }

    [Fact]
    public void What_people_removed_of_an_earlier_answer_keeps_only_that_part_closed()
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0");
        scene.SomebodyRemoves("tcp 20-21 from 0.0.0.0/0");
        scene.SomebodyAdds("tcp 22 from ::/0");
        Assert.Equal(Verdict.Tightened, scene.Answer(DecisionScene.Probe(1)).Outcome.Verdict);

        var alert = scene.Answer(DecisionScene.Undo());

        Assert.Contains(alert.Notes, note => note.Contains("somebody has since removed or changed tcp 20-21", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["tcp 22 from ::/0", "tcp 23-25 from 0.0.0.0/0"], scene.RulesNow.Select(RuleParser.Of).Where(rule => !rule.EndsWith("10.0.0.0/16", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_two_undos_at_once_the_second_waits_for_the_first_and_moves_the_end()
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0");
        var now = scene.Time.GetUtcNow();

        var (one, other) = scene.AnswerTogether(DecisionScene.Undo() with { UpdatedAt = now }, DecisionScene.Undo(""", "until": null""") with { UpdatedAt = now.AddSeconds(1) });

        Assert.Equal((Verdict.LeftOpen, Verdict.LeftOpen), (one.Outcome.Verdict, other.Outcome.Verdict));
        Assert.Empty(other.Notes);
        Assert.Equal(new DecisionScene("tcp 20-25 from 0.0.0.0/0").Rules, scene.Rules);
        Assert.Contains("kept open for good", scene.Answer(DecisionScene.Probe(1)).Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Approved_changes_can_be_undone_too()
    {
        var scene = new DecisionScene("tcp 22 from 0.0.0.0/0");
        scene.Answer(DecisionScene.Probe());
        scene.Answer(DecisionScene.Approve());

        scene.Answer(DecisionScene.Undo());

        Assert.Equal(new DecisionScene("tcp 22 from 0.0.0.0/0").Rules, scene.Rules);
    }

    [Fact]
    public void A_time_that_is_over_and_a_finding_that_changed_nothing_are_refused()
    {
        var scene = Closed("tcp 22 from 0.0.0.0/0");

        Assert.IsType<Reason.UntilIsOver>(scene.Answer(DecisionScene.Undo(""", "until": "2020-01-01T00:00:00Z" """)).Outcome.Why);
        Assert.IsType<Reason.UnknownFinding>(scene.Answer(DecisionScene.Order("Undo", """{"finding":"another"}""")).Outcome.Why);
        var asked = new DecisionScene("tcp 22 from 0.0.0.0/0");
        asked.Answer(DecisionScene.Probe());
        Assert.IsType<Reason.NothingToUndo>(asked.Answer(DecisionScene.Undo()).Outcome.Why);
    }

    [Theory]
    [InlineData(Fault.DeathBefore)]
    [InlineData(Fault.DeathAfter)]
    [InlineData(Fault.Throttled)]
    [InlineData(Fault.Unavailable)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.Denied)]
    public void Whatever_goes_wrong_with_a_call_the_group_ends_restored_or_as_it_was(object wrong)
    {
        var fault = (Fault)wrong;
        var calls = Closed("tcp 20-25 from 0.0.0.0/0") is var measured ? measured.CallsOf(DecisionScene.Undo()) : 0;
        for (var last = 1; last <= calls; last++)
        {
            var scene = Closed("tcp 20-25 from 0.0.0.0/0");
            var closed = scene.Rules.ToList();
            var log = new List<string>();
            var order = DecisionScene.Undo();
            try
            {
                if (scene.Attempt(order, Log(log, (_, number) => number == last ? fault : Fault.None), "same") is null)
                    log.Add(scene.Attempt(order, Log(log, (_, _) => Fault.None), "same")!.Outcome.Reason);
            }
            catch (AlertNotDeliveredException)
            {
                scene.Attempt(order, (_, _) => Fault.None, "same");
            }

            var restored = scene.Rules.SequenceEqual(new DecisionScene("tcp 20-25 from 0.0.0.0/0").Rules);
            Assert.True(restored || (fault is Fault.Denied or Fault.Unavailable or Fault.AnswerLost or Fault.Throttled && scene.Rules.SequenceEqual(closed)), $"{fault} at call {last}: {string.Join("; ", scene.Rules)}\n{string.Join(", ", log)}");
        }
    }

    [Fact]
    public void What_was_added_beside_an_old_rule_that_could_not_be_removed_goes_and_that_one_is_kept_open()
    {
        var scene = new DecisionScene("tcp 20-25 from 0.0.0.0/0") { Mode = Mode.Remediate };
        scene.Attempt(DecisionScene.Probe(), (call, _) => call == "revoke" ? Fault.Denied : Fault.None);
        Assert.True(scene.RulesNow.Length > scene.Before.Length);

        var alert = scene.Answer(DecisionScene.Undo());

        Assert.Equal(new DecisionScene("tcp 20-25 from 0.0.0.0/0").Rules, scene.Rules);
        Assert.Equal(Verdict.LeftOpen, alert.Outcome.Verdict);
        Assert.Empty(alert.Notes);
        Assert.Contains("is kept open until", scene.Answer(DecisionScene.Probe(1)).Outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authorize", Verdict.Failed, false)]
    [InlineData("revoke", Verdict.LeftOpen, true)]
    public void What_was_done_and_never_answered_is_waited_for(string lost, Verdict verdict, bool restored)
    {
        var scene = ClosedWithLateReads();
        var closed = scene.Rules.ToList();

        var alert = scene.Attempt(DecisionScene.Undo(), Never(lost))!;

        Assert.Equal(verdict, alert.Outcome.Verdict);
        Assert.Equal(restored ? new DecisionScene("tcp 20-25 from 0.0.0.0/0").Rules : closed, scene.Rules);
        Assert.DoesNotContain(alert.Outcome.Changes, change => change.IsUnknown);
    }

    [Theory]
    [InlineData("authorize", "adding tcp 20-25 from 0.0.0.0/0")]
    [InlineData("revoke", "removing tcp 23-25 from 0.0.0.0/0")]
    public void What_was_done_and_neither_answered_nor_shown_in_time_is_told(string lost, string told)
    {
        var scene = ClosedWithLateReads();
        var closed = scene.RulesNow;

        var alert = scene.Attempt(DecisionScene.Undo(), Never(lost), seconds: 9)!;

        Assert.Contains("tcp 20-25 from 0.0.0.0/0", scene.RulesNow.Select(RuleParser.Of));
        Assert.Contains(alert.Notes, note => note.StartsWith("It is not known whether EC2 has made these changes", StringComparison.Ordinal) && note.Contains(told, StringComparison.Ordinal));
        var console = new RuleConsole(new(scene.Account.Snapshot.Groups, ImmutableDictionary<string, PrefixList>.Empty, [], [22], [22]));
        console.Paste([.. alert.Outcome.Undo.Select(line => line.Replace("eu-west-1", "eu-central-1", StringComparison.Ordinal))]);
        Assert.Equal(closed.Select(RuleParser.Of).Order(StringComparer.Ordinal), console.Situation.Groups[0].Rules.Select(RuleParser.Of).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("authorize", false)]
    [InlineData("revoke", true)]
    public void Where_EC2_falls_silent_what_it_has_opened_is_told_as_open(string last, bool isWhole)
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0");
        var isSilent = false;

        var alert = scene.Attempt(DecisionScene.Undo(), (call, _) =>
        {
            var fault = isSilent && call is "authorize" or "revoke" or "read" ? Fault.Unavailable : Fault.None;
            isSilent |= call == last;
            return fault;
        })!;

        Assert.Equal(Verdict.LeftOpen, alert.Outcome.Verdict);
        Assert.Contains(alert.Exposures, exposure => RuleParser.Of(exposure.Rule) == "tcp 20-25 from 0.0.0.0/0");
        Assert.Contains(alert.Notes, note => note.StartsWith("The groups could not be read again after the undo.", StringComparison.Ordinal));
        Assert.Equal(isWhole, scene.Rules.SequenceEqual(new DecisionScene("tcp 20-25 from 0.0.0.0/0").Rules));
        Assert.Contains("is kept open", scene.Answer(DecisionScene.Probe(1)).Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lines_in_an_undos_own_alert_close_it_again_and_are_told_to()
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0");
        var closed = scene.RulesNow.Select(RuleParser.Of).Order(StringComparer.Ordinal).ToList();

        var alert = scene.Answer(DecisionScene.Undo());

        Assert.Contains("These lines take back what this undo has changed, so that SSH is as closed to the internet as it was before.", Mail(scene), StringComparison.Ordinal);
        Assert.DoesNotContain("These lines open", Mail(scene), StringComparison.Ordinal);
        var console = new RuleConsole(new(scene.Account.Snapshot.Groups, ImmutableDictionary<string, PrefixList>.Empty, [], [22], [22]));
        console.Paste([.. alert.Outcome.Undo.Select(line => line.Replace("eu-west-1", "eu-central-1", StringComparison.Ordinal))]);
        Assert.Equal(closed, console.Situation.Groups[0].Rules.Select(RuleParser.Of).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_nothing_is_left_to_undo_the_alert_says_so_and_that_it_was_not_opened()
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0");
        scene.SomebodyRemoves("tcp 20-21 from 0.0.0.0/0");

        var alert = scene.Answer(DecisionScene.Undo());

        Assert.False(alert.IsUrgent);
        Assert.StartsWith("[not open] SSH to web-1 was not opened to the internet again", scene.Published[^1].Subject, StringComparison.Ordinal);
        Assert.StartsWith("SSH to web-1 was not opened to the internet again. There was nothing to undo.\nGet up? No.", Mail(scene), StringComparison.Ordinal);
        Assert.DoesNotContain("ot guarded", Mail(scene), StringComparison.Ordinal);
    }

    [Fact]
    public void An_undo_that_fails_and_leaves_it_closed_wakes_nobody()
    {
        var scene = Closed("tcp 20-25 from 0.0.0.0/0");

        var alert = scene.Attempt(DecisionScene.Undo(), (call, _) => call == "authorize" ? Fault.Denied : Fault.None)!;

        Assert.Equal((Verdict.Failed, false), (alert.Outcome.Verdict, alert.IsUrgent));
        Assert.StartsWith("[FAILED] SSH to web-1 was not opened to the internet again", scene.Published[^1].Subject, StringComparison.Ordinal);
        Assert.StartsWith("SSH to web-1 was not opened to the internet again. The undo could not be made.\nGet up? No.", Mail(scene), StringComparison.Ordinal);
    }

    [Fact]
    public void An_undo_of_which_nobody_knows_whether_it_opened_the_port_wakes_people()
    {
        var scene = ClosedWithLateReads();

        var alert = scene.Attempt(DecisionScene.Undo(), Never("authorize"), seconds: 9)!;

        Assert.Equal((Verdict.Failed, true), (alert.Outcome.Verdict, alert.IsUrgent));
        Assert.StartsWith("SSH to web-1 may be open to the internet again. The undo could not be made.\nGet up? Yes: find out whether it is open.", Mail(scene), StringComparison.Ordinal);
    }

    [Fact]
    public void Whenever_somebody_closes_a_piece_meanwhile_it_stays_closed()
    {
        var calls = Closed("tcp 20-25 from 0.0.0.0/0") is var measured ? measured.CallsOf(DecisionScene.Undo()) : 0;
        for (var moment = 1; moment <= calls; moment++)
        {
            var scene = Closed("tcp 20-25 from 0.0.0.0/0");
            var (done, restored) = (false, false);
            scene.Attempt(DecisionScene.Undo(), (_, number) =>
            {
                if (number == moment && scene.RulesNow.FirstOrDefault(rule => RuleParser.Of(rule) == "tcp 20-21 from 0.0.0.0/0") is { } piece)
                {
                    done = true;
                    restored = scene.RulesNow.Any(rule => RuleParser.Of(rule) == "tcp 20-25 from 0.0.0.0/0");
                    scene.Account.RevokeAsync(DecisionScene.GroupId, [Permission.Of(piece)], dryRun: false, CancellationToken.None).GetAwaiter().GetResult();
                }

                return Fault.None;
            });

            // When the old rule is back and the undo has only to be told, whoever removes a piece beside it does not close what the rule opens.
            Assert.True(!done || restored || scene.RulesNow.All(rule => RuleParser.Of(rule) != "tcp 20-25 from 0.0.0.0/0"), $"Call {moment}: {string.Join("; ", scene.Rules)}");
        }
    }

    [Fact]
    public void What_is_put_back_comes_back_though_somebody_has_put_a_part_of_it_back_already()
    {
        var scene = Closed("all traffic from 0.0.0.0/0");
        var closed = scene.RulesNow.Select(RuleParser.Of).Order(StringComparer.Ordinal).ToList();
        var removed = Assert.Single(closed, rule => rule.StartsWith("udp", StringComparison.Ordinal));

        scene.Attempt(DecisionScene.Undo(), At(("revoke", 1, () => Remove(scene, removed)), ("authorize", 2, () => Add(scene, "tcp 0-21 from 0.0.0.0/0"))));

        Assert.Equal(closed.Where(rule => rule != removed), scene.RulesNow.Select(RuleParser.Of).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_came_back_goes_again_though_somebody_has_removed_a_part_of_it_already()
    {
        var scene = Closed("tcp 22 from 0.0.0.0/0", "tcp 22 from ::/0");
        var closed = scene.RulesNow.Select(RuleParser.Of).ToList();

        var alert = scene.Attempt(DecisionScene.Undo(), At(("revoke", 1, () => Fault.Denied), ("revoke", 2, () => Remove(scene, "tcp 22 from ::/0"))));

        Assert.Equal(Verdict.Failed, alert!.Outcome.Verdict);
        Assert.Equal(closed, scene.RulesNow.Select(RuleParser.Of));
    }

    /// <summary>The last e-mail.</summary>
    private static string Mail(DecisionScene scene) => (string)JsonNode.Parse(scene.Published[^1].Message)!["email"]!;

    /// <summary>What happens before the calls of these names, each counted from 1.</summary>
    private static Func<string, int, Fault> At(params (string Call, int Time, Func<Fault> Happens)[] moments)
    {
        var times = new Dictionary<string, int>();
        return (call, _) =>
        {
            var time = times[call] = times.GetValueOrDefault(call) + 1;
            return moments.FirstOrDefault(moment => (moment.Call, moment.Time) == (call, time)).Happens?.Invoke() ?? Fault.None;
        };
    }

    private static Fault Remove(DecisionScene scene, string rule)
    {
        scene.Account.RevokeAsync(DecisionScene.GroupId, [Permission.Of(RuleParser.Draft(rule))], dryRun: false, CancellationToken.None).GetAwaiter().GetResult();
        return Fault.None;
    }

    private static Fault Add(DecisionScene scene, string rule)
    {
        scene.Account.AuthorizeAsync(DecisionScene.GroupId, [RuleParser.Draft(rule)], TagSet.Empty, dryRun: false, CancellationToken.None).GetAwaiter().GetResult();
        return Fault.None;
    }

    private static Func<string, int, Fault> Log(List<string> log, Func<string, int, Fault> fault) => (call, number) =>
    {
        log.Add(call);
        return fault(call, number);
    };

    /// <summary>A hole that was closed a minute ago, where reads are eight seconds behind.</summary>
    private static DecisionScene ClosedWithLateReads()
    {
        var scene = new DecisionScene(ReadLag.Of(TimeSpan.FromSeconds(8)), ["tcp 20-25 from 0.0.0.0/0"]) { Mode = Mode.Remediate };
        Assert.Equal(Verdict.Tightened, scene.Answer(DecisionScene.Probe()).Outcome.Verdict);
        scene.Wait(TimeSpan.FromMinutes(1));
        return scene;
    }

    /// <summary>Of the calls of that name the first is performed, and none is answered.</summary>
    private static Func<string, int, Fault> Never(string lost)
    {
        var calls = 0;
        return (call, _) => call != lost ? Fault.None : calls++ == 0 ? Fault.AnswerLost : Fault.Unavailable;
    }

    private static DecisionScene Closed(params string[] rules)
    {
        var scene = new DecisionScene(rules) { Mode = Mode.Remediate };
        Assert.Equal(Verdict.Tightened, scene.Answer(DecisionScene.Probe()).Outcome.Verdict);
        Assert.Equal(Breach.None, scene.Promise.Compare(scene.RulesNow));
        return scene;
    }
}
