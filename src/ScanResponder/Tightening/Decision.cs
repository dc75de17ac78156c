using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Tightening;

/// <summary>What is to change, or why nothing is: known before the first edit, from what was read alone.</summary>
/// <param name="Open">The exposures in scope.</param>
/// <param name="Closable">Those of them that may be closed.</param>
/// <param name="Plans">The exact changes that close them, group by group; also where the mode makes none.</param>
/// <param name="Refused">The groups that are left alone, and why.</param>
/// <param name="Left">The outcome where nothing is to be changed; null where something is.</param>
/// <param name="Notes">What people should know about the change, a sentence each.</param>
public sealed record Decision(
    ImmutableArray<PortExposure> Open,
    ImmutableArray<PortExposure> Closable,
    ImmutableArray<GroupPlan> Plans,
    ImmutableSortedDictionary<string, Reason> Refused,
    Outcome? Left,
    ImmutableArray<string> Notes)
{
    /// <summary>
    /// The inbound rules that a group holds for each family unless the account's quota was raised:
    /// <see href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"/>.
    /// </summary>
    private const int RulesPerGroup = 60;

    /// <summary>The groups that may have no room for the old and the new rules together.</summary>
    public ImmutableHashSet<string> FullGroups => [.. Plans.Where(IsFull).Select(plan => plan.Group.Id)];

    private static bool IsFull(GroupPlan plan) => Enum.GetValues<IpFamily>().Any(family =>
        plan.Group.Rules.Count(rule => Counts(rule.Source, family)) + plan.Authorize.Count(piece => Counts(piece.Draft.Source, family)) > RulesPerGroup);

    private static bool Counts(RuleSource source, IpFamily family) => source is not RuleSource.Block { Cidr.Family: var own } || own == family;

    /// <summary>Decides.</summary>
    /// <param name="trigger">What is answered.</param>
    /// <param name="view">The account as it was read.</param>
    /// <param name="exposures">The guarded ports that its rules leave open.</param>
    /// <param name="policy">What the operator wants done.</param>
    public static Decision Of(Trigger trigger, AccountView view, ImmutableArray<PortExposure> exposures, Policy policy)
    {
        var ports = policy.PortsInScope(trigger);
        ImmutableArray<PortExposure> open = [.. exposures.Where(exposure => ports.Contains(exposure.Port))];
        ImmutableArray<SecurityGroup> groups = view.Groups ?? [];
        var refused = groups
            .Where(group => open.Any(exposure => exposure.Rule.GroupId == group.Id))
            .Select(group => (group.Id, Reason: Refusals.OfGroup(group, trigger, view, policy)))
            .Where(entry => entry.Reason is not null)
            .ToImmutableSortedDictionary(entry => entry.Id, entry => entry.Reason!, StringComparer.Ordinal);
        ImmutableArray<PortExposure> closable = [.. open.Where(exposure => !refused.ContainsKey(exposure.Rule.GroupId))];
        var plans = view.Trusted is { } trusted ? Planner.Plan(closable, groups, view.PrefixLists, trusted, trigger.Id) : [];
        return new(open, closable, plans, refused, WhyLeft(trigger, view, ports, open, closable, refused, policy), [.. NotesOn(closable, groups)]);
    }

    /// <summary>Why nothing is to be changed, or null.</summary>
    private static Outcome? WhyLeft(
        Trigger trigger,
        AccountView view,
        ImmutableArray<int> ports,
        ImmutableArray<PortExposure> open,
        ImmutableArray<PortExposure> closable,
        ImmutableSortedDictionary<string, Reason> refused,
        Policy policy)
    {
        if (trigger.Sample)
            return Outcome.Of(Verdict.NotApplicable, new Reason.Sample());
        if (trigger.WhyNotApplicable is { } why)
            return Outcome.Of(Verdict.NotApplicable, new Reason.NotAboutAPort(why));
        if (ports.IsEmpty)
            return Outcome.Of(Verdict.NotApplicable, new Reason.NotGuarded(trigger.ProbedPorts, policy.GuardedPorts));
        if (view.Groups is not { } groups)
            return Outcome.Of(Verdict.Failed, new Reason.AccountUnreadable(view.Failures[0]));
        if (open.IsEmpty)
            return NotOpen(trigger, view, groups, ports);
        if (Refusals.OfTrigger(trigger, view) is { } refusal)
            return Outcome.Of(Verdict.LeftOpen, refusal);
        if (policy.Mode is Mode.Notify)
            return Outcome.Of(Verdict.LeftOpen, new Reason.NotifyOnly());
        if (view.Trusted is null)
            return Outcome.Of(Verdict.Failed, new Reason.TrustUnreadable(view.Failures.FirstOrDefault()));
        return closable.IsEmpty ? Outcome.Of(Verdict.LeftOpen, new Reason.AllRefused([.. refused.Values])) : null;
    }

    private static Outcome NotOpen(Trigger trigger, AccountView view, ImmutableArray<SecurityGroup> groups, ImmutableArray<int> ports)
    {
        // A rule or a list that could not be read may be what lets the world in.
        if (view.Failures.FirstOrDefault(failure => failure.Action.Contains("SecurityGroup", StringComparison.Ordinal)
            || failure.Action.Contains("PrefixList", StringComparison.Ordinal)
            || failure.Action.Contains("NetworkInterfaces", StringComparison.Ordinal)) is { } failure)
        {
            return Outcome.Of(Verdict.Failed, new Reason.Unknown(ports, failure));
        }

        return Outcome.Of(
            Verdict.NotOpen, groups.IsEmpty ? new Reason.InstanceGone(trigger.Subject.Instance?.Id) : new Reason.Closed([.. groups.Select(group => group.Id)], ports));
    }

    private static IEnumerable<string> NotesOn(ImmutableArray<PortExposure> closable, ImmutableArray<SecurityGroup> groups)
    {
        foreach (var group in groups.Where(group => closable.Any(exposure => exposure.Rule.GroupId == group.Id)))
        {
            var rules = closable.Where(exposure => exposure.Rule.GroupId == group.Id).ToList();
            foreach (var rule in rules.Select(exposure => exposure.Rule).Where(rule => rule.Traffic is Traffic.All).Distinct())
                yield return $"{rule.Id} admitted all traffic from {rule.Source}: IP protocols other than TCP, UDP and ICMP (such as GRE or ESP) cannot be kept.";
            if (ManagedBy.Sentence(group) is { } code)
                yield return code;
            if (group.IsDefault)
                yield return $"{group.Id} is the default group of its VPC: whatever is launched there without naming a group uses it.";
        }
    }
}
