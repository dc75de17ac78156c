using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Triggers;

namespace ScanResponder.Tightening;

/// <summary>What the operator wants done.</summary>
public sealed record Policy
{
    // Findings name a handful; whoever may send events may name anything.
    private const int MostLooks = 200_000;
    private const int LeastPorts = 20;
    private const int MostPorts = 1_000;

    /// <summary>How far the responder may go.</summary>
    public Mode Mode { get; init; } = Mode.Notify;

    /// <summary>How people approve in the mode ask; null where nobody can.</summary>
    public Approvals? Approvals { get; init; }

    /// <summary>TCP ports that the internet must not reach.</summary>
    public ImmutableArray<int> GuardedPorts { get; init; } = [22];

    /// <summary>Who keeps access to them, as far as they had it; empty for nobody.</summary>
    public ImmutableArray<Trust> Trusted { get; init; } = [new Trust.Connected()];

    /// <summary>Scanners of the operator's own, blocks and prefix lists: a finding that names no other address is logged and not alerted.</summary>
    public ImmutableArray<Trust> KnownScanners { get; init; } = [];

    /// <summary>Which guarded ports a finding closes.</summary>
    public Scope Scope { get; init; } = Scope.Probed;

    /// <summary>Findings with a lower severity are logged and not alerted.</summary>
    public double MinSeverity { get; init; }

    /// <summary>A group that more interfaces than this use, beside the instance's own, is not edited; 0 for no limit.</summary>
    public int MaxSharedInterfaces { get; init; }

    /// <summary>The ports that are looked at for it: the guarded ones and those that were tried. Where thousands were, as many as can be told.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="rules">How many rules there are to look at.</param>
    public ImmutableArray<int> PortsToLookAt(Trigger trigger, int rules) =>
        [.. GuardedPorts.Concat(trigger.ProbedPorts.Except(GuardedPorts).Take(Math.Clamp(MostLooks / Math.Max(rules, 1), LeastPorts, MostPorts))).Order()];

    /// <summary>The guarded ports that this finding closes, in order.</summary>
    public ImmutableArray<int> PortsInScope(Trigger trigger) => Scope is Scope.Guarded
        ? GuardedPorts
        : [.. GuardedPorts.Where(trigger.Names).Distinct().Order()];

    /// <summary>The function's own role; null where it is not known.</summary>
    public string? OwnRoleArn { get; init; }

    /// <summary>The name of the role that the function assumes in other accounts; null for none.</summary>
    public string? MemberRole { get; init; }

    /// <summary>
    /// True where the function itself made the calls that the trigger tells of: by the role that issued the session, since anybody may choose a session's name.
    /// </summary>
    public bool IsOwn(Trigger trigger) => trigger.Calls.Any(call => call.Issuer is { } issuer
        && (issuer == OwnRoleArn || (MemberRole is not null && issuer == $"arn:{trigger.Partition}:iam::{trigger.AccountId}:role/{MemberRole}")));
}
