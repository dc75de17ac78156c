using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Audit;

/// <summary>A security group that lets the internet reach a guarded port, who uses it, and what is or would be done about it.</summary>
public sealed record AuditedGroup
{
    internal AuditedGroup(SweepTrigger trigger, SecurityGroup group, ImmutableArray<(PortExposure Exposure, Reach Reach)> exposures, ImmutableArray<GroupUser> users, AccountView view, Decision decision)
    {
        (Trigger, Group, Exposures, Users, View, Decision) = (trigger, group, exposures, users, view, decision);
        Outcome = decision.Left ?? throw new ArgumentException("What is found is told before it is changed.", nameof(decision));
    }

    /// <summary>Where it is, as a trigger that is about this group alone.</summary>
    public SweepTrigger Trigger { get; }

    /// <summary>The group as it was read.</summary>
    public SecurityGroup Group { get; }

    /// <summary>What lets the internet in, by port and in the order of the rules, and whether packets get there; at least one.</summary>
    public ImmutableArray<(PortExposure Exposure, Reach Reach)> Exposures { get; }

    /// <summary>Who uses it, running machines first; empty where nobody does, and where the interfaces could not be read.</summary>
    public ImmutableArray<GroupUser> Users { get; }

    /// <summary>What was done about it, or why nothing was. The commands that would do it are in <see cref="WithCommands"/>.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>Who opened it, and when; null where nobody asked or it is not known.</summary>
    public Opening? Opening { get; init; }

    /// <summary>The same in a sentence; null where it is not known.</summary>
    public string? OpeningSentence => Opening is null ? null : OpeningSentences.Of(Opening, Group.Id);

    /// <summary>How bad it is.</summary>
    public Danger Danger { get; init; }

    /// <summary>Whether packets of strangers get through; null where that is not known.</summary>
    public bool? IsReachable => Danger switch
    {
        Danger.Running or Danger.Path => true,
        Danger.Unknown => null,
        _ => false,
    };

    /// <summary>True where it is closed by now.</summary>
    public bool IsClosed => Outcome.Verdict is Verdict.Tightened or Verdict.NotOpen;

    /// <summary>True where somebody must act: it is open, and nobody has decided that it may be.</summary>
    public bool IsUrgent => Outcome.Verdict is Verdict.Failed || (!IsClosed && IsReachable is not false && !Outcome.Why.IsOnPurpose);

    /// <summary>The view from which it was decided.</summary>
    internal AccountView View { get; }

    /// <summary>What is to change.</summary>
    internal Decision Decision { get; private init; }

    /// <summary>Command lines of which each approves that it is closed; empty where nobody can.</summary>
    public ImmutableArray<string> Approve { get; init; } = [];

    /// <summary>The same, decided anew.</summary>
    internal AuditedGroup With(Decision decision) => this with
    {
        Decision = decision,
        Outcome = decision.Left ?? throw new ArgumentException("What is found is told before it is changed.", nameof(decision)),
    };

    /// <summary>The ports that are open, in order.</summary>
    public IEnumerable<int> Ports => Exposures.Select(entry => entry.Exposure.Port).Distinct();

    /// <summary>
    /// The outcome with the commands that close what is left open and may be closed, and those that open it again, and with the changes that they make. Made
    /// anew each time: of thousands of groups they take far more room than the groups.
    /// </summary>
    public Outcome WithCommands => Outcome.Why is Reason.NotifyOnly
        ? Decision.WithCommands(Outcome, Trigger.Scope, Decision.Plans) with { Changes = Planned }
        : Outcome;

    /// <summary>The changes that close it as far as it may be closed, whether they were made or not.</summary>
    public ImmutableArray<RuleChange> Planned => Decision.ChangesOf(Decision.Plans);
}
