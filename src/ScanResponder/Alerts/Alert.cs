using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Alerts;

/// <summary>All that there is to tell about a trigger; every rendering tells a part of it.</summary>
/// <param name="Trigger">What made us look.</param>
/// <param name="View">The account as it was read before any change.</param>
/// <param name="Exposures">The guarded and the probed ports that its rules left open to the world, in scope or not.</param>
/// <param name="PortsInScope">The guarded ports that the finding asks to close; empty where it asks for none.</param>
/// <param name="Outcome">What was done about it.</param>
/// <param name="Time">When the alert was made.</param>
public sealed record Alert(
    Trigger Trigger,
    AccountView View,
    ImmutableArray<PortExposure> Exposures,
    ImmutableArray<int> PortsInScope,
    Outcome Outcome,
    DateTimeOffset Time)
{
    /// <summary>Whether packets really get to the exposed ports, by port and rule id, as far as somebody looked.</summary>
    public IReadOnlyDictionary<(int Port, string RuleId), Reach> Reaches { get; init; } = FrozenDictionary<(int Port, string RuleId), Reach>.Empty;

    /// <summary>The ports that are guarded, beside those in scope.</summary>
    public ImmutableArray<int> GuardedPorts { get; init; } = [];

    /// <summary>The rules that let in the addresses which the trigger names, as they were before any change.</summary>
    public ImmutableArray<AdmittedBy> AdmittedBy { get; init; } = [];

    /// <summary>True where somebody tried to get into the instance, and not the other way round, and this is no sample.</summary>
    public bool IsAboutAttempts => Trigger is { Sample: false, SubjectDoes: null, WhyNotApplicable: null };

    /// <summary>The security group that it is about, where it is about no instance: the one that is open, else the first; null where there is none.</summary>
    public SecurityGroup? Group => Instance is null && View.Groups is { } groups
        ? groups.FirstOrDefault(group => Exposures.Any(exposure => exposure.Rule.GroupId == group.Id && PortsInScope.Contains(exposure.Port) && Trigger.IsAbout(exposure.Rule))) ?? groups.FirstOrDefault()
        : null;

    /// <summary>The hosts of our own networks that the trigger names as those that tried.</summary>
    public ImmutableArray<InsideHost> Insiders => IsAboutAttempts
        ? InsideHost.Of(Trigger.Probes, View.RouteTables ?? [], View.KnownInterfaces, View.KnownInstances)
        : [];

    /// <summary>How far the responder was allowed to go.</summary>
    public Mode Mode { get; init; } = Mode.Notify;

    /// <summary>How people approve; null where nobody can.</summary>
    public Approvals? Approvals { get; init; }

    /// <summary>Command lines, each of which approves the change that is shown; empty where there is nothing to approve.</summary>
    public ImmutableArray<string> Approve => Approvals is { } approvals && Outcome is { Why: Reason.WaitsForApproval, Planned.IsEmpty: false }
        ? ApprovalCommands.Of(approvals, Trigger)
        : [];

    /// <summary>The command line of this project's own tool that has the change undone; null where there is none, or no function that takes it.</summary>
    public string? UndoByName => Approvals is { } approvals && Outcome.Changes.Any(change => change.Status is ChangeStatus.Done) && Outcome.Why is not (Reason.Undone or Reason.UndoFailed)
        ? ApprovalCommands.Undo(approvals, Trigger)
        : null;

    /// <summary>
    /// The command line that lets in whoever runs it for a while, where this answer has closed a port; null elsewhere. It stands in a sentence, in chats too, so no id that is none
    /// of AWS's gets into it.
    /// </summary>
    public string? AllowLine => Outcome.Changes.FirstOrDefault(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done or ChangeStatus.Already }) is { } closed && PortsInScope is [var port, ..]
        && $"{closed.GroupId}{Trigger.Region}".All(character => char.IsAsciiLetterOrDigit(character) || character == '-')
        ? Allowance.Command(closed.GroupId, Trigger.Region, port)
        : null;

    /// <summary>The name of a security group; null where it is not known.</summary>
    internal string? GroupNameOf(string groupId) =>
        (View.Groups ?? []).FirstOrDefault(group => group.Id == groupId)?.Name is { Length: > 0 } name ? name : null;

    /// <summary>True where the port is guarded.</summary>
    public bool IsGuarded(int port) => GuardedPorts.Contains(port) || PortsInScope.Contains(port);

    /// <summary>What was probed, is not to be closed, and is open.</summary>
    public IEnumerable<PortExposure> OtherProbedOpen => Trigger.ProbedPorts is var probed
        ? Exposures.Where(exposure => !PortsInScope.Contains(exposure.Port) && probed.Contains(exposure.Port))
        : [];

    /// <summary>What is guarded, was not probed, is not to be closed, and is open though nobody has decided that it may be.</summary>
    public IEnumerable<PortExposure> OtherGuardedOpen => Trigger.ProbedPorts is var probed
        ? Exposures.Where(exposure => !PortsInScope.Contains(exposure.Port) && IsGuarded(exposure.Port) && !probed.Contains(exposure.Port) && !IsExempt(exposure.Rule))
        : [];

    /// <summary>The ports in scope that are open to the world after all that was done.</summary>
    public IEnumerable<int> StillOpen => Exposures.Where(exposure => PortsInScope.Contains(exposure.Port) && !HasRemoved(exposure.Rule)).Select(exposure => exposure.Port)
        .Concat(Outcome.Why is Reason.OpenAgain again ? [again.Port] : [])
        .Distinct();

    /// <summary>True where all that was to be closed is closed.</summary>
    public bool IsClosedNow => Outcome.Verdict is Verdict.Tightened;

    /// <summary>True where the rule is gone by what was done.</summary>
    public bool HasRemoved(IngressRule rule) =>
        Outcome.Changes.Any(change => change.Action is ChangeAction.Revoke && change.RuleId == rule.Id && change.Status is ChangeStatus.Done or ChangeStatus.Already);

    /// <summary>What admits the world to a port that was not closed: the rule, or what was added in its place.</summary>
    public string RuleNow(PortExposure exposure)
    {
        var added = HasRemoved(exposure.Rule)
            ? Outcome.Changes.FirstOrDefault(change => change is { Action: ChangeAction.Authorize, RuleId: not null, Status: ChangeStatus.Done or ChangeStatus.Already }
                && change.GroupId == exposure.Rule.GroupId && change.Rule.Source == exposure.Rule.Source && change.Rule.Traffic.TcpPorts is { } ports && ports.Contains(exposure.Port))
            : null;
        return AdmissionSentences.Rule(added is null ? exposure.Rule : exposure.Rule with { Id = added.RuleId!, Traffic = added.Rule.Traffic });
    }

    private bool IsExempt(IngressRule rule) =>
        Refusals.IsExempt(View.Instance?.Tags, Time)
        || Refusals.IsExempt(rule.Tags, Time)
        || Refusals.IsExempt((View.Groups ?? []).FirstOrDefault(group => group.Id == rule.GroupId)?.Tags, Time);

    /// <summary>Who else uses each group that would be or was changed, or that stays open.</summary>
    public ImmutableArray<BlastRadius> Sharing => BlastRadius.Of(
        Exposures.Where(exposure => PortsInScope.Contains(exposure.Port)).Select(exposure => exposure.Rule.GroupId)
            .Concat(Outcome.Changes.Select(change => change.GroupId)),
        View.Sharing,
        View.SharingInstances);

    /// <summary>
    /// When people were told, by the alert about another finding, of the hole that this one is about too; null where this alert is the first.
    /// </summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>True where another attempt has answered this update of the finding, or is about to, so that nobody was told here.</summary>
    public bool Repeated { get; init; }

    /// <summary>
    /// True where somebody must act now: a guarded port is open to the world and nobody has decided that it may be, a change failed or is not complete, the
    /// instance or a host inside may be compromised, or a stranger has logged in. An undo that failed and has left all as it was is not urgent.
    /// </summary>
    public bool IsUrgent => !Trigger.Sample && (LoginsOfStrangers.Any() || !Insiders.IsEmpty || AlertSummary.Of(this) is var summary && summary.Case switch
    {
        AlertCase.Failed when summary.IsAsBefore => OtherGuardedOpen.Any(),
        AlertCase.DryRun => ToldAt is null,
        AlertCase.PossibleCompromise or AlertCase.Inside or AlertCase.Failed => true,
        AlertCase.Open or AlertCase.PartlyClosed => ToldAt is null && !Outcome.Why.IsOnPurpose,
        _ => OtherGuardedOpen.Any(),
    });

    /// <summary>Who opened the port; null where that is not known.</summary>
    public Opening? Opening => Opening.Of(
        Trigger.Calls.IsEmpty ? Evidence.Calls : Trigger.Calls,
        Exposures.OrderByDescending(exposure => PortsInScope.Contains(exposure.Port)),
        new[] { Instance?.Id }.Concat(View.Interfaces.Select(networkInterface => networkInterface.Id)).Concat(Trigger.Subject.Interfaces.Select(networkInterface => networkInterface.Id)).OfType<string>().ToHashSet())
        ?? (Trigger.Calls is [var call, ..] ? new(call, null, null) : null);

    /// <summary>Since when the port has been open; since the last start of the instance where that was later. Null where it is not known.</summary>
    public DateTimeOffset? OpenedAt => Opening?.Since is { } since ? Instance?.LaunchTime is { } launch && launch > since ? launch : since : null;

    /// <summary>When all that was to be closed was closed by us; null where it was not, or was closed before.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>How long the port was open; null where nobody knows since when, or it was not closed by us.</summary>
    public TimeSpan? OpenFor => ClosedAt - OpenedAt is { } span ? span > TimeSpan.Zero ? span : TimeSpan.Zero : null;

    /// <summary>What cuts an intruder off; no lines where nobody is known or suspected to have got in.</summary>
    public IsolationCommands Isolation =>
        !Trigger.Sample && Instance is { } instance && (LoginsOfStrangers.Any() || AlertSummary.Of(this).Case is AlertCase.PossibleCompromise)
            ? IsolationCommands.Of(Trigger.Scope, instance.Id, View.Interfaces, View.NetworkAcls ?? [], LoginsOfStrangers.Select(login => login.Source))
            : IsolationCommands.None;

    /// <summary>What closes the port of this instance alone, where a group serves too many others to be edited; no lines elsewhere.</summary>
    public OwnGroupCommands OwnGroup
    {
        get
        {
            ImmutableArray<Reason> refusals = Outcome.Why switch
            {
                Reason.AllRefused all => all.Refusals,
                Reason.SomeLeft some => some.Refusals,
                _ => [],
            };
            var shared = refusals.OfType<Reason.SharedTooWidely>().Select(reason => reason.GroupId).ToHashSet();
            if (shared.Count == 0 || Instance is not { } instance || View is not { Trusted: { } trusted, Groups: { } groups })
                return OwnGroupCommands.None;
            var open = Exposures.Where(exposure => PortsInScope.Contains(exposure.Port) && shared.Contains(exposure.Rule.GroupId) && !IsExempt(exposure.Rule)).ToList();
            return OwnGroupCommands.Of(Trigger.Scope, instance.Id, View.Interfaces, Planner.Plan(open, groups, View.PrefixLists, trusted, Trigger.Id));
        }
    }

    /// <summary>Where this alert is as a page; null where pages are kept nowhere, or this one could not be.</summary>
    public string? PageUrl { get; init; }

    /// <summary>Why the page is not there, as a sentence; null where it is, or is to be. Only whoever made the alert knows: it went out beside the page.</summary>
    public string? PageTrouble { get; init; }

    /// <summary>What logs say about it.</summary>
    public EvidenceReport Evidence { get; init; } = EvidenceReport.None;

    /// <summary>The instance, as the account describes it, else as the finding does; null where the finding is about none.</summary>
    public Instance? Instance => View.Instance ?? Trigger.Subject.Instance;

    /// <summary>What people should know: about what the finding names, about the reading, about what could not be read, about the changes.</summary>
    public IEnumerable<string> Notes => Trigger.Notes
        .Concat(View.Notes)
        .Concat(View.Failures.Select(failure => failure.Message).Where(message => !Outcome.Reason.Contains(message, StringComparison.Ordinal)))
        .Concat(Outcome.Notes)
        .Concat(PageTrouble is { } trouble ? [trouble] : [])
        .Concat(ToldAt is not null && OpenSince is { } since ? [$"{Instance?.Id ?? "It"} has stood open since {TimeFormat.Of(since.At)}, when {since.What}."] : [])
        .Concat(Sessions.Notes(View, Closing))
        .Concat(Outcome.Undo.IsEmpty && Outcome.Close.IsEmpty ? [] : RuleCommands.Notes(Trigger.Region, Outcome.Changes))
        .Distinct();

    /// <summary>Since when this machine has stood open; null where that is not known.</summary>
    private (DateTimeOffset At, string What)? OpenSince => (Opening?.Since, Instance?.LaunchTime) switch
    {
        ({ } opened, var launched) when launched is null || opened > launched => (opened, "the rule was opened"),
        (_, { } launched) => (launched, "it was launched"),
        _ => null,
    };

    /// <summary>Who talked to the ports that were tried; empty where no flow log answered.</summary>
    public ImmutableArray<PortTraffic> Traffic => PortTraffic.Of(
        Evidence.Traffic?.Counts ?? [],
        Trigger.Probes.Select(probe => probe.RemoteIp).OfType<string>().ToHashSet(),
        OwnAddresses.ToHashSet());

    /// <summary>The logins that were accepted from addresses that the policy does not trust, or that the trigger names, trusted or not.</summary>
    public IEnumerable<LoginCount> LoginsOfStrangers =>
        (Evidence.Logins?.Counts ?? []).Where(login => login.Accepted > 0 && (!IsTrusted(login.Source) || IsNamed(login.Source)));

    /// <summary>True where the trigger names the address as one that tried.</summary>
    public bool IsNamed(string address) => Cidr.TryParseHost(address, out var host)
        && Trigger.Probes.Any(probe => Cidr.TryParseHost(probe.RemoteIp, out var named) && named == host);

    /// <summary>True where the policy trusts the address. Where it could not be read whom it trusts, it trusts nobody.</summary>
    public bool IsTrusted(string address) => Cidr.TryParseHost(address, out var host)
        && (View.Trusted ?? []).SelectMany(source => source.Blocks).Any(block => block.Contains(host));

    /// <summary>The exposures whose rules are or were to be removed.</summary>
    private IEnumerable<PortExposure> Closing
    {
        get
        {
            var going = Outcome.Changes.Where(change => change.Action is ChangeAction.Revoke).Select(change => change.RuleId).ToHashSet();
            var closing = Exposures.Select(exposure => exposure.Rule.GroupId).Distinct().Where(HasLine).ToHashSet();
            return Exposures.Where(exposure => going.Contains(exposure.Rule.Id) || (PortsInScope.Contains(exposure.Port) && closing.Contains(exposure.Rule.GroupId)));
        }
    }

    private bool HasLine(string groupId)
    {
        var option = $"--group-id {groupId} ";
        return Outcome.Close.Any(line => line.Contains(option, StringComparison.Ordinal));
    }

    private IEnumerable<string> OwnAddresses => View.Interfaces.SelectMany(networkInterface => (IEnumerable<string>)[.. networkInterface.PrivateIps, .. networkInterface.PublicIps, .. networkInterface.Ipv6Addresses])
        .Concat(Trigger.Subject.Interfaces.Select(networkInterface => networkInterface.PrivateIp).OfType<string>());

    /// <summary>What is known of the path to an exposed port.</summary>
    public Reach ReachOf(PortExposure exposure) =>
        Reaches.TryGetValue((exposure.Port, exposure.Rule.Id), out var reach) ? reach : Reach.NotChecked(exposure);
}
