using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Findings;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts;

/// <summary>All that there is to tell about a finding; every rendering tells a part of it.</summary>
/// <param name="Finding">What GuardDuty saw.</param>
/// <param name="View">The account as it was read before any change.</param>
/// <param name="Exposures">The guarded ports that its rules left open, in scope or not.</param>
/// <param name="PortsInScope">The guarded ports that the finding asks to close; empty where it asks for none.</param>
/// <param name="Outcome">What was done about it.</param>
/// <param name="Time">When the alert was made.</param>
public sealed record Alert(
    Finding Finding,
    AccountView View,
    ImmutableArray<PortExposure> Exposures,
    ImmutableArray<int> PortsInScope,
    Outcome Outcome,
    DateTimeOffset Time)
{
    /// <summary>Whether packets really get to the exposed ports, by port and rule id, as far as somebody looked.</summary>
    public IReadOnlyDictionary<(int Port, string RuleId), Reach> Reaches { get; init; } = FrozenDictionary<(int Port, string RuleId), Reach>.Empty;

    /// <summary>The instance, as the account describes it, else as the finding does; null where the finding is about none.</summary>
    public Instance? Instance => View.Instance ?? Finding.Instance;

    /// <summary>What people should know: about the reading, about what could not be read, about the changes.</summary>
    public IEnumerable<string> Notes => View.Notes
        .Concat(View.Failures.Select(failure => failure.Message).Where(message => !Outcome.Reason.Contains(message, StringComparison.Ordinal)))
        .Concat(Outcome.Notes)
        .Distinct();

    /// <summary>What is known of the path to an exposed port.</summary>
    public Reach ReachOf(PortExposure exposure) =>
        Reaches.TryGetValue((exposure.Port, exposure.Rule.Id), out var reach) ? reach : Reach.NotChecked(exposure);
}
