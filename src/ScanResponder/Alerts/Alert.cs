using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Findings;
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
    DateTimeOffset Time);
