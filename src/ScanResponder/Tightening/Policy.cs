using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Triggers;

namespace ScanResponder.Tightening;

/// <summary>What the operator wants done.</summary>
public sealed record Policy
{
    /// <summary>How far the responder may go.</summary>
    public Mode Mode { get; init; } = Mode.Notify;

    /// <summary>TCP ports that the internet must not reach.</summary>
    public ImmutableArray<int> GuardedPorts { get; init; } = [22];

    /// <summary>Who keeps access to them, as far as they had it; empty for nobody.</summary>
    public ImmutableArray<Trust> Trusted { get; init; } = [new Trust.OwnVpc()];

    /// <summary>Which guarded ports a finding closes.</summary>
    public Scope Scope { get; init; } = Scope.Probed;

    /// <summary>Findings with a lower severity are logged and not alerted.</summary>
    public double MinSeverity { get; init; }

    /// <summary>A group that more interfaces than this use, beside the instance's own, is not edited; 0 for no limit.</summary>
    public int MaxSharedInterfaces { get; init; }

    /// <summary>The guarded ports that this finding closes, in order.</summary>
    public ImmutableArray<int> PortsInScope(Trigger trigger) => Scope is Scope.Guarded
        ? GuardedPorts
        : [.. GuardedPorts.Intersect(trigger.ProbedPorts).Order()];
}
