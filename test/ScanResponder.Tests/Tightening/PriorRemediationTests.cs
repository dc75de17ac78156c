using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.InMemory;
using ScanResponder.Journal;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Tightening;

/// <summary>What the alert of a finding says whose hole the answer to another one has closed.</summary>
public class PriorRemediationTests
{
    private const string Ssh = "tcp 22 from 0.0.0.0/0";
    private const string NotOpen = "No rule of sg-1 lets the internet reach TCP 22.";

    private readonly HurriedTime _time = new() { Now = new DateTimeOffset(2026, 11, 20, 8, 15, 21, TimeSpan.Zero) };
    private readonly InMemoryJournal _journal = new();

    [Fact]
    public async Task The_finding_that_closed_the_hole_is_named_with_its_undo()
    {
        var scene = Scene();
        await scene.AnswerAsync();
        _time.Now += TimeSpan.FromMinutes(1);
        scene.Finding = RemediationScene.Probe("finding-2", 22);

        var outcome = await scene.AnswerAsync();

        Assert.Equal(
            (Verdict.NotOpen, $"{NotOpen} The hole was already closed on 2026-11-20 08:15:21 UTC, in answer to finding finding-1."), (outcome.Verdict, outcome.Reason));
        Assert.Equal([], outcome.Changes);
        Assert.Equal([Ssh], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task An_earlier_update_of_the_same_finding_is_called_so()
    {
        var scene = Scene();
        await scene.AnswerAsync();
        await _journal.CloseAsync(
            scene.Finding.Scope, scene.Finding.Key, new("invocation-1", _time.GetUtcNow(), DateTimeOffset.MaxValue), null, _time.GetUtcNow(), TestContext.Current.CancellationToken);
        scene.Finding = scene.Finding with { UpdatedAt = _time.GetUtcNow() };

        Assert.Equal(
            $"{NotOpen} The hole was already closed on 2026-11-20 08:15:21 UTC, in answer to an earlier update of this finding.", (await scene.AnswerAsync()).Reason);
    }

    [Fact]
    public async Task The_last_of_several_is_named()
    {
        var scene = Scene();
        await scene.AnswerAsync();
        _time.Now += TimeSpan.FromMinutes(1);
        await scene.SomebodyAdds("tcp 22 from ::/0");
        scene.Finding = RemediationScene.Probe("finding-2", 22);
        await scene.AnswerAsync();
        scene.Finding = RemediationScene.Probe("finding-3", 22);

        var outcome = await scene.AnswerAsync();

        Assert.Equal($"{NotOpen} The hole was already closed on 2026-11-20 08:16:21 UTC, in answer to finding finding-2.", outcome.Reason);
        Assert.Equal(["tcp 22 from ::/0"], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task Who_closes_it_at_the_same_moment_is_named()
    {
        var scene = Scene();
        var first = true;
        scene.Seen = view =>
        {
            // Between this answer's look at the group and its change, another one does all of its own.
            if (!first)
                return view;
            first = false;
            var own = scene.Finding;
            scene.Finding = RemediationScene.Probe("finding-2", 22);
            scene.AnswerAsync().GetAwaiter().GetResult();
            scene.Finding = own;
            return view;
        };

        var outcome = await scene.AnswerAsync();

        Assert.Equal(
            (Verdict.NotOpen, $"{NotOpen} The hole was already closed on 2026-11-20 08:15:21 UTC, in answer to finding finding-2."), (outcome.Verdict, outcome.Reason));
    }

    [Fact]
    public async Task A_closing_that_somebody_has_taken_back_since_is_not_named_for_what_a_person_closed_by_hand()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 20-22 from 0.0.0.0/0")) { Journal = _journal, Time = _time };
        await scene.AnswerAsync();
        await scene.SomebodyAdds("tcp 20-22 from 0.0.0.0/0");
        await scene.SomebodyRemoves("tcp 20-21 from 0.0.0.0/0");
        await scene.SomebodyRemoves("tcp 20-22 from 0.0.0.0/0");
        scene.Finding = RemediationScene.Probe("finding-2", 22);

        var outcome = await scene.AnswerAsync();

        Assert.Equal((Verdict.NotOpen, NotOpen), (outcome.Verdict, outcome.Reason));
        Assert.Equal([], outcome.Undo);
    }

    [Fact]
    public async Task A_finding_that_closed_nothing_is_not_named()
    {
        var scene = Scene();
        scene.Account.On("revoke", 1, UnreliableAccount.Refused(AccountErrorKind.Denied));
        await scene.AnswerAsync();
        scene.Finding = RemediationScene.Probe("finding-2", 443);
        scene.Policy = new() { Mode = Mode.Remediate, GuardedPorts = [443] };

        Assert.Equal("No rule of sg-1 lets the internet reach TCP 443.", (await scene.AnswerAsync()).Reason);
    }

    [Fact]
    public async Task Without_a_journal_nobody_is_named()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 443 from 0.0.0.0/0"));

        Assert.Equal(NotOpen, (await scene.AnswerAsync()).Reason);
        Assert.Equal([], scene.Account.Calls);
    }

    [Fact]
    public async Task Without_groups_nobody_is_looked_for()
    {
        var scene = Scene();
        scene.Attached = [];

        Assert.Equal("Neither i-1 nor its security groups exist any more.", (await scene.AnswerAsync()).Reason);
        Assert.Equal([], scene.Account.Calls);
    }

    [Fact]
    public async Task Where_the_groups_cannot_be_read_again_they_are_as_they_were()
    {
        var scene = Scene();
        await scene.AnswerAsync();
        scene.Account.On("read", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));
        scene.Finding = RemediationScene.Probe("finding-2", 22);

        var outcome = await scene.AnswerAsync();

        Assert.EndsWith(", in answer to finding finding-1.", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal([Ssh], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task Of_changes_that_were_too_many_to_note_the_alert_has_the_undo()
    {
        var journal = new SummaryJournal(new RecordedChange("finding-0", _time.GetUtcNow(), null));
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 443 from 0.0.0.0/0")) { Journal = journal, Time = _time };

        var outcome = await scene.AnswerAsync();

        Assert.Equal($"{NotOpen} The hole was already closed on 2026-11-20 08:15:21 UTC, in answer to finding finding-0; its alert has the undo.", outcome.Reason);
        Assert.Equal([], outcome.Undo);
    }

    [Fact]
    public async Task The_last_of_a_findings_groups_says_when_and_one_without_its_changes_says_where_the_undo_is()
    {
        var removal = RuleChange.Of(RuleParser.Rule("sg-1", "sgr-9", Ssh));
        var journal = new SummaryJournal(
            new RecordedChange("finding-0", _time.GetUtcNow().AddMinutes(-2), null), new RecordedChange("finding-0", _time.GetUtcNow().AddMinutes(-1), [removal]));
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 443 from 0.0.0.0/0")) { Journal = journal, Time = _time };

        var outcome = await scene.AnswerAsync();

        Assert.Equal($"{NotOpen} The hole was already closed on 2026-11-20 08:14:21 UTC, in answer to finding finding-0; its alert has the undo.", outcome.Reason);
        Assert.Equal([Ssh, "tcp 443 from 0.0.0.0/0"], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task Who_was_about_to_remove_what_another_one_had_removed_before_its_last_update_is_not_named()
    {
        var removal = RuleChange.Of(RuleParser.Rule("sg-1", "sgr-9", Ssh));
        var journal = new SummaryJournal(
            new RecordedChange("finding-0", _time.GetUtcNow().AddMinutes(-1), [removal]),
            new RecordedChange("finding-2", _time.GetUtcNow().AddMinutes(-2), []) { Earlier = [removal with { Status = ChangeStatus.Done }] });
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 443 from 0.0.0.0/0")) { Journal = journal, Time = _time };

        var outcome = await scene.AnswerAsync();

        Assert.Equal(NotOpen, outcome.Reason);
        Assert.Equal([], outcome.Undo);
    }

    [Fact]
    public async Task Who_split_a_rule_has_closed_it()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 20-22 from 0.0.0.0/0")) { Journal = _journal, Time = _time };
        await scene.AnswerAsync();
        scene.Finding = RemediationScene.Probe("finding-2", 22);

        var outcome = await scene.AnswerAsync();

        Assert.EndsWith(", in answer to finding finding-1.", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(["tcp 20-22 from 0.0.0.0/0"], scene.RulesAfterUndo(outcome));
    }

    private RemediationScene Scene() => new(RemediationScene.Group("sg-1", Ssh)) { Journal = _journal, Time = _time };

    /// <summary>A journal that knows these closings and nothing else.</summary>
    private sealed class SummaryJournal(params ImmutableArray<RecordedChange> closings) : IJournal
    {
        public Task<Claim> ClaimAsync(AwsScope scope, TriggerKey trigger, Lease lease, DateTimeOffset now, CancellationToken cancellationToken) =>
            Task.FromResult<Claim>(new Claim.Granted(JournalEntry.New));

        public Task RecordAsync(
            AwsScope scope, TriggerKey trigger, Lease lease, ImmutableArray<RuleChange> changes, DateTimeOffset now, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task<GroupClaim> ClaimGroupAsync(
            AwsScope scope,
            string groupId,
            TriggerKey trigger,
            Lease lease,
            ImmutableArray<RuleChange> planned,
            DateTimeOffset now,
            CancellationToken cancellationToken) => Task.FromResult<GroupClaim>(new GroupClaim.Granted(closings, null));

        public Task ReleaseGroupAsync(
            AwsScope scope,
            string groupId,
            TriggerKey trigger,
            Lease lease,
            ImmutableArray<RecordedChange> records,
            RecordedChange? unfinished,
            bool edited,
            DateTimeOffset now,
            CancellationToken cancellationToken) => Task.CompletedTask;

        public Task CloseAsync(AwsScope scope, TriggerKey trigger, Lease lease, PastAlert? alert, DateTimeOffset now, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task<ImmutableArray<RecordedChange>> RecordedChangesAsync(
            AwsScope scope, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) => Task.FromResult(closings);

        public Task RememberAsync(
            AwsScope scope,
            string triggerId,
            string? origin,
            ImmutableArray<string> groupIds,
            Asked? asked,
            PersonDecision? decision,
            DateTimeOffset now,
            CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<Remembered?> RecallAsync(AwsScope scope, string triggerId, CancellationToken cancellationToken) => Task.FromResult<Remembered?>(null);

        public Task KeepOpenAsync(AwsScope scope, string groupId, ImmutableArray<KeptOpen> kept, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<ImmutableArray<KeptOpen>> KeptOpenAsync(AwsScope scope, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
            Task.FromResult(ImmutableArray<KeptOpen>.Empty);
    }
}
