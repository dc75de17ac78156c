using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Remediation;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder;

/// <summary>The whole answer to a trigger, from what made us look to what people read.</summary>
/// <param name="accounts">The accounts that can be reached.</param>
/// <param name="channel">Where alerts go.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
/// <param name="journal">What was done before; null where each delivery stands alone.</param>
public sealed class Responder(IAccounts accounts, IAlertChannel channel, Policy policy, TimeProvider time, IJournal? journal = null)
{
    // Clocks differ, and not by an hour.
    private static readonly TimeSpan LongestLead = TimeSpan.FromHours(1);

    // Makes an update the next one after itself, and leaves every later one later.
    private const string AndAgain = "+";

    private readonly Reading _reading = new(accounts, policy, time);
    private readonly Telling _telling = new(channel, policy, time);

    /// <summary>What somebody has approved; null where the trigger speaks for itself.</summary>
    private Approved? Approved { get; init; }

    /// <summary>The update that the journal says was answered, though the account shows that it was not; null where it says nothing of the kind.</summary>
    private string? Doubted { get; init; }

    /// <summary>The logs that are asked what came of it, beside the rest of the walk.</summary>
    public EvidenceSearch Evidence { get; init; } = EvidenceSearch.None;

    /// <summary>Who is told what came of it beside people; null for nobody.</summary>
    public IWriteBack? WriteBack { get; init; }

    /// <summary>Where the pages of alerts are kept; null for nowhere.</summary>
    public IPageStore? Pages
    {
        get => _telling.Pages;
        init => _telling.Pages = value;
    }

    /// <summary>Looks, closes what is to be closed, and tells, in all the time that it takes.</summary>
    /// <inheritdoc cref="RespondAsync(Trigger, Deadlines, CancellationToken)"/>
    public Task<Alert> RespondAsync(Trigger trigger, CancellationToken cancellationToken) =>
        RespondAsync(trigger, Deadlines.Unhurried(time), cancellationToken);

    /// <summary>Looks, closes what is to be closed, and tells, in the time that the attempt has.</summary>
    /// <param name="trigger">What makes us look.</param>
    /// <param name="deadlines">Who asks, and until when.</param>
    /// <param name="cancellationToken">Gives up; a change that is half done then is put back first.</param>
    /// <returns>
    /// The alert, which was published unless the finding is too mild, was answered before, is being answered by another attempt, or brings no news.
    /// </returns>
    /// <remarks>A person's decision about an earlier alert is answered here too.</remarks>
    /// <exception cref="AlertNotDeliveredException">The alert could not be published.</exception>
    /// <exception cref="TriggerHeldException">Another update of the finding is being answered; this one must come again.</exception>
    /// <exception cref="ChangeNotShownException">What a call has made of a prefix list is not there yet; the event must come again.</exception>
    /// <exception cref="LeaseLostException">The attempt's deadline has passed, and another attempt has taken the finding over.</exception>
    public async Task<Alert> RespondAsync(Trigger trigger, Deadlines deadlines, CancellationToken cancellationToken)
    {
        // A made-up update of the far future would be later than all real ones, which would count as answered.
        var now = time.GetUtcNow();
        if ((trigger.UpdatedAt ?? trigger.LastSeen) - now > LongestLead)
            trigger = trigger with { UpdatedAt = now };
        var key = Approved?.Key ?? trigger.Key;
        if (string.CompareOrdinal(key.Revision, ReceivedEvent.Revision(now + LongestLead)) > 0)
            key = key with { Revision = ReceivedEvent.Revision(now) };
        if (Doubted is not null)
            key = key with { Revision = $"{Doubted}{AndAgain}" };

        switch (trigger)
        {
            case OrderTrigger.Undo undo:
                return await new Undoing(_reading, _telling, policy, time, journal).UndoAsync(undo, deadlines, cancellationToken);
            case OrderTrigger.Approve approve:
                return await ApproveAsync(approve, deadlines, cancellationToken);
        }

        if (Approved is null && WhyIgnored(trigger) is { } ignored)
            return _telling.NotActedOn(trigger, ignored);

        // Whoever orders it has decided.
        if (trigger.Order is not null && policy.Mode is not Mode.Remediate)
            return await Ordered(null).RespondAsync(trigger, deadlines, cancellationToken);

        var walk = new Steps(trigger, deadlines, time);
        using var session = new JournalSession(journal, trigger.Scope, key, deadlines, time) { Answered = trigger };
        var claiming = walk.TakeAsync(Step.TakeUp, () => session.ClaimAsync(cancellationToken));
        using var search = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var looking = Evidence.LookAsync(trigger, IsOursAsync(claiming), deadlines.SettleBy, search.Token);
        try
        {
            if (await WalkAsync(walk, session, claiming, looking, trigger, deadlines, cancellationToken) is { } alert)
                return alert;
        }
        finally
        {
            // Whatever ends the walk, no query goes on without somebody to tell. What the search itself says was heard in the walk.
            await search.CancelAsync();
            await ((Task)looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        return await Like(policy, Approved, (await claiming as Claim.Answered)?.Revision).RespondAsync(trigger, deadlines, cancellationToken);
    }

    /// <summary>The walk; null where the journal says that it was answered, and the account shows that it was not.</summary>
    private async Task<Alert?> WalkAsync(
        Steps walk,
        JournalSession session,
        Task<Claim?> claiming,
        Task<EvidenceReport> looking,
        Trigger trigger,
        Deadlines deadlines,
        CancellationToken cancellationToken)
    {
        var scope = policy.PortsInScope(trigger);
        await using var holes = new SharedHoles(policy.Mode is Mode.Remediate || trigger.TellsOfOpening ? null : journal, trigger, scope, deadlines, time, cancellationToken);
        var claimingHoles = holes.ClaimAsync();
        var undoing = UndoneAsync(claiming, session, trigger, cancellationToken);
        var keeping = session.KeptOpenAsync(trigger.Subject.GroupIds, cancellationToken);
        var (account, view, readAt) = await walk.TakeAsync(Step.Read, () => _reading.ReadShownAsync(trigger, deadlines, cancellationToken));
        await claimingHoles;
        var groups = view.Groups ?? [];
        var ports = policy.PortsToLookAt(trigger, groups.Sum(group => group.Rules.Length));
        var exposures = ExposureScan.Find(groups, view.GroupsByInterface, view.PrefixLists, ports, view.Trusted ?? []);
        ImmutableArray<PortExposure> opened = [.. exposures.Where(exposure => scope.Contains(exposure.Port) && trigger.IsAbout(exposure.Rule))];
        if (await claiming is { } other)
            return Doubted is null && IsDoubtful(other, trigger, opened) ? null : _telling.NotActedOn(trigger, other.Leave(trigger.Id)) with { Repeated = true };
        if (Approved is null && WhyQuiet(trigger, view, opened, session) is { } quiet)
        {
            await walk.TakeAsync(Step.Close, () => session.CloseAsync(null, cancellationToken));
            return _telling.NotActedOn(trigger, quiet);
        }

        // Several sources may tell of the same rules, and people are to hear of them once.
        using var openings = new Openings(journal, trigger, OnlyTellsOfOpening(trigger) ? opened : [], deadlines, time);
        var claimingOpenings = openings.ClaimAsync(cancellationToken);
        var remediator = new Remediator(trigger, account, policy, session, time) { Keeping = keeping, Approval = Approved?.Approval };
        var outcome = session.Begun.IsEmpty && Approved is null && Reopening.Of(opened, trigger, await undoing) is { } reopened
            ? Outcome.Of(Verdict.LeftOpen, reopened)
            : await walk.TakeAsync(Step.Answer, () => remediator.ApplyAsync(view, readAt, exposures, cancellationToken));
        DateTimeOffset? closedAt = outcome.Verdict is Verdict.Tightened && outcome.Changes.Any(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done })
            ? time.GetUtcNow()
            : null;
        await claimingOpenings;

        // Others may be waiting for the groups; they are not to wait for logs.
        var releasing = session.ReleaseGroupsAsync(outcome.Changes, cancellationToken);
        Alert alert;
        PastAlert told;
        bool news;
        try
        {
            outcome = Named(outcome, session).With([.. session.Notes, .. NotLookedAt(trigger, ports)]);
            alert = _telling.AlertOf(trigger, view, exposures, outcome, await looking) with { ClosedAt = closedAt };
            told = new(alert.Time, outcome.Verdict, [.. trigger.ProbedPorts.Take(PastAlert.MostPorts)], trigger.Severity) { About = trigger.Subject.Name };
            if (outcome.Verdict is Verdict.LeftOpen or Verdict.WouldTighten && alert.IsUrgent)
                alert = alert with { ToldAt = await holes.ToldAsync(opened, told) };
            var changed = outcome.Changes.Any(change => change.Status is ChangeStatus.Done);
            news = Approved is not null || (session.IsNews(told, changed, alert.LoginsOfStrangers.Select(login => login.Last)) && (changed || openings.AreNews(told)));
            if (news)
                alert = await walk.TakeAsync(Step.Publish, () => _telling.PublishAsync(alert, deadlines, cancellationToken));
        }
        finally
        {
            await releasing;
        }

        // Whoever noticed is told what people know, which is true from here on.
        var writing = news ? _telling.WriteBackAsync(WriteBack, alert, deadlines, cancellationToken) : Task.CompletedTask;

        // What can be decided about is what people have been told, so it is kept after that, and before the alert counts as answered.
        await RememberAsync(session, alert, news, cancellationToken);
        var noting = Task.WhenAll(writing, openings.CloseAsync(news ? told : null, cancellationToken), holes.CloseAsync(news && alert.IsUrgent ? opened : [], told));
        if (await walk.TakeAsync(Step.Close, () => session.CloseAsync(news ? told : null, cancellationToken)) is { } trouble)
            deadlines.Steps?.Troubled(trigger, trouble);
        await noting;
        return alert;
    }

    /// <summary>Makes the change that somebody has approved, if it still is what they were shown.</summary>
    private async Task<Alert> ApproveAsync(OrderTrigger.Approve order, Deadlines deadlines, CancellationToken cancellationToken)
    {
        var approving = new Approving(_telling, policy, time, journal);
        var (trigger, approved, answer) = await approving.RecallAsync(order, cancellationToken);
        if (answer is not null)
            return answer;
        var alert = await Ordered(approved).RespondAsync(trigger!, deadlines, cancellationToken);

        // Of two who approve at once, the second one is told what the first one's approval did.
        return alert.Outcome.Why is Reason.AnsweredBefore && (await approving.RecallAsync(order, cancellationToken)).Answer is { } done ? done : alert;
    }

    /// <summary>The same responder for what a person has decided.</summary>
    private Responder Ordered(Approved? approved) => Like(policy with { Mode = Mode.Remediate }, approved, Doubted);

    private Responder Like(Policy other, Approved? approved, string? doubted) => new(accounts, channel, other, time, journal)
    {
        Evidence = Evidence,
        WriteBack = WriteBack,
        Pages = Pages,
        Approved = approved,
        Doubted = doubted,
    };

    /// <summary>
    /// True where the trigger counts as answered, and what is open was not among what people were told under its id. Events are not signed: whoever may send
    /// one can give it the id of a real one that is still to come.
    /// </summary>
    private bool IsDoubtful(Claim claim, Trigger trigger, ImmutableArray<PortExposure> opened) =>
        Approved is null && trigger.Order is null && !opened.IsEmpty && claim is Claim.Answered { Alert: var told }
        && (told is null
            || told.Verdict is Verdict.NotOpen or Verdict.NotApplicable
            || told.IsAboutAnother(trigger.Subject.Name)
            || opened.Any(exposure => trigger.ProbedPorts.Contains(exposure.Port) && !told.Ports.Contains(exposure.Port)));

    /// <summary>The outcome with who has approved it, or with whether somebody can.</summary>
    private Outcome Named(Outcome outcome, JournalSession session)
    {
        if (Approved is not { Approval: var approval })
        {
            return outcome.Why is Reason.WaitsForApproval && !session.IsOpen
                ? outcome.With(["It cannot be approved, since no journal remembers what is shown here. The lines that close it work all the same."]) with { Planned = [] }
                : outcome;
        }

        if (outcome.Why is Reason.InstanceGone or Reason.GroupGone)
            outcome = outcome with { Verdict = Verdict.NotApplicable };
        return outcome with { Notes = [approval.Sentence, .. outcome.Notes] };
    }

    /// <summary>Keeps what people were asked, or what was decided. What could not be carried out can be approved once more.</summary>
    private Task RememberAsync(JournalSession session, Alert alert, bool news, CancellationToken cancellationToken) => alert.Outcome switch
    {
        { Why: Reason.WaitsForApproval, Planned: var shown } when news => session.RememberAsync([], new(alert.Time, shown), null, cancellationToken),
        { Verdict: Verdict.Failed } when Approved is { } approved => session.RememberAsync([], new(alert.Time, approved.Asked.Shown), null, cancellationToken),
        { Verdict: var verdict } when Approved is { } approved => session.RememberAsync([], null, approved.DecisionOf(alert.Time, verdict), cancellationToken),
        _ => Task.CompletedTask,
    };

    /// <summary>Why nothing is even looked at; null where something is.</summary>
    private Outcome? WhyIgnored(Trigger trigger)
    {
        // A finding that does not say how severe it is reads as 0; it is not for this function to call it mild.
        if (trigger.Severity > 0 && trigger.Severity < policy.MinSeverity)
            return Outcome.Of(Verdict.NotApplicable, new Reason.TooMild(trigger.Severity, policy.MinSeverity));
        if (KnownScanners.AreAll(trigger, policy.KnownScanners, FrozenDictionary<string, PrefixList>.Empty))
            return OwnScanners(trigger);
        if (policy.IsOwn(trigger))
            return Outcome.Of(Verdict.NotApplicable, new Reason.OwnCall());
        return trigger.MayOpen(policy.GuardedPorts) ? null : OpensNothing();
    }

    /// <summary>Why nobody is told of what was read; null where people are to know.</summary>
    private Outcome? WhyQuiet(Trigger trigger, AccountView view, ImmutableArray<PortExposure> opened, JournalSession session)
    {
        if (KnownScanners.AreAll(trigger, policy.KnownScanners, view.PrefixLists))
            return OwnScanners(trigger);
        return OnlyTellsOfOpening(trigger) && opened.IsEmpty && session.Begun.IsEmpty
            && (policy.PortsInScope(trigger).IsEmpty || (view.Groups is not null && Decision.Unread(view) is null))
                ? OpensNothing()
                : null;
    }

    private static async Task<bool> IsOursAsync(Task<Claim?> claiming) => await claiming is null;

    /// <summary>What was changed before in the groups in which somebody has added rules with a tool that pasted commands run in.</summary>
    private static async Task<ImmutableArray<RecordedChange>> UndoneAsync(Task<Claim?> claiming, JournalSession session, Trigger trigger, CancellationToken cancellationToken) =>
        Reopening.IsPossible(trigger) && await claiming is null ? await session.RecordedChangesAsync(trigger.Subject.GroupIds, cancellationToken) : [];

    private static ImmutableArray<string> NotLookedAt(Trigger trigger, ImmutableArray<int> ports) => trigger.ProbedPorts.Except(ports).Count() is > 0 and var left
        ? [$"{left} of the ports that the finding names, none of them guarded, were not looked at."]
        : [];

    private static Outcome OwnScanners(Trigger trigger) =>
        Outcome.Of(Verdict.NotApplicable, new Reason.OwnScanners(trigger.Probes.Select(probe => probe.RemoteIp).Distinct().Count()));

    private bool OnlyTellsOfOpening(Trigger trigger) => trigger is { TellsOfOpening: true, Order: null } && Approved is null;

    private Outcome OpensNothing() => Outcome.Of(Verdict.NotApplicable, new Reason.OpensNothing(policy.GuardedPorts));
}
