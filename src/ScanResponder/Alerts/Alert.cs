using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Alerts;

/// <summary>All that there is to tell about a finding; every rendering tells a part of it.</summary>
/// <param name="Trigger">What GuardDuty saw.</param>
/// <param name="View">The account as it was read before any change.</param>
/// <param name="Exposures">The guarded ports that its rules left open, in scope or not.</param>
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

    /// <summary>Who else uses each group that would be or was changed, or that stays open.</summary>
    public ImmutableArray<BlastRadius> Sharing => BlastRadius.Of(
        Exposures.Where(exposure => PortsInScope.Contains(exposure.Port)).Select(exposure => exposure.Rule.GroupId)
            .Concat(Outcome.Changes.Select(change => change.GroupId)),
        View.Sharing,
        View.SharingInstances);

    /// <summary>True where another attempt has answered this update of the finding, or is about to, so that nobody was told here.</summary>
    public bool Repeated { get; init; }

    /// <summary>
    /// True where somebody must act now: a guarded port is open to the world and nobody has decided that it may be, a change failed or is not complete, the
    /// instance may be compromised, or a stranger has logged in.
    /// </summary>
    public bool IsUrgent => !Trigger.Sample && (LoginsOfStrangers.Any() || AlertSummary.Of(this).Case switch
    {
        AlertCase.PossibleCompromise or AlertCase.PartlyClosed or AlertCase.DryRun or AlertCase.Failed => true,
        AlertCase.Open => !Outcome.Why.IsOnPurpose,
        _ => false,
    });

    /// <summary>Who opened the port; null where that is not known.</summary>
    public Opening? Opening => Opening.Of(
        Evidence.Calls,
        Exposures.OrderByDescending(exposure => PortsInScope.Contains(exposure.Port)),
        new[] { Instance?.Id }.Concat(View.Interfaces.Select(face => face.Id)).Concat(Trigger.Subject.Interfaces.Select(face => face.Id)).OfType<string>().ToHashSet());

    /// <summary>What cuts an intruder off; no lines where nobody is known or suspected to have got in.</summary>
    public IsolationCommands Isolation =>
        !Trigger.Sample && Instance is { } instance && (LoginsOfStrangers.Any() || AlertSummary.Of(this).Case is AlertCase.PossibleCompromise)
            ? IsolationCommands.Of(Trigger.Scope, instance.Id, View.Interfaces, View.NetworkAcls ?? [], LoginsOfStrangers.Select(login => login.Source))
            : IsolationCommands.None;

    /// <summary>What logs say about it.</summary>
    public EvidenceReport Evidence { get; init; } = EvidenceReport.None;

    /// <summary>The instance, as the account describes it, else as the finding does; null where the finding is about none.</summary>
    public Instance? Instance => View.Instance ?? Trigger.Subject.Instance;

    /// <summary>What people should know: about what the finding names, about the reading, about what could not be read, about the changes.</summary>
    public IEnumerable<string> Notes => Trigger.Notes
        .Concat(View.Notes)
        .Concat(View.Failures.Select(failure => failure.Message).Where(message => !Outcome.Reason.Contains(message, StringComparison.Ordinal)))
        .Concat(Outcome.Notes)
        .Concat(Sessions.Notes(View, Closing))
        .Concat(Outcome.Undo.IsEmpty && Outcome.Close.IsEmpty ? [] : RuleCommands.Notes(Trigger.Region, Outcome.Changes))
        .Distinct();

    /// <summary>Who talked to the ports that were tried; empty where no flow log answered.</summary>
    public ImmutableArray<PortTraffic> Traffic => PortTraffic.Of(
        Evidence.Traffic?.Counts ?? [],
        Trigger.Probes.Select(probe => probe.RemoteIp).OfType<string>().ToHashSet(),
        OwnAddresses.ToHashSet());

    /// <summary>The logins that were accepted from addresses that the policy does not trust.</summary>
    public IEnumerable<LoginCount> LoginsOfStrangers => (Evidence.Logins?.Counts ?? []).Where(login => login.Accepted > 0 && !IsTrusted(login.Source));

    /// <summary>True where the policy trusts the address. Where it could not be read whom it trusts, it trusts nobody.</summary>
    public bool IsTrusted(string address) => Cidr.TryParseHost(address, out var host)
        && (View.Trusted ?? []).SelectMany(source => source.Blocks).Any(block => block.Contains(host));

    /// <summary>The exposures whose rules are or were to be removed.</summary>
    private IEnumerable<PortExposure> Closing => Exposures.Where(exposure =>
        Outcome.Changes.Any(change => change.Action is ChangeAction.Revoke && change.RuleId == exposure.Rule.Id)
        || (PortsInScope.Contains(exposure.Port) && Outcome.Close.Any(line => line.Contains($"--group-id {exposure.Rule.GroupId} ", StringComparison.Ordinal))));

    private IEnumerable<string> OwnAddresses => View.Interfaces.SelectMany(face => (IEnumerable<string>)[.. face.PrivateIps, .. face.PublicIps, .. face.Ipv6Addresses])
        .Concat(Trigger.Subject.Interfaces.Select(face => face.PrivateIp).OfType<string>());

    /// <summary>What is known of the path to an exposed port.</summary>
    public Reach ReachOf(PortExposure exposure) =>
        Reaches.TryGetValue((exposure.Port, exposure.Rule.Id), out var reach) ? reach : Reach.NotChecked(exposure);
}
