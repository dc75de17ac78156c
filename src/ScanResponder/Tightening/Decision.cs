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
/// <param name="Refused">The groups and single rules that are left alone, by id, and why.</param>
/// <param name="Left">The outcome where nothing is to be changed; null where something is.</param>
/// <param name="Notes">What people should know about the change, a sentence each.</param>
internal sealed record Decision(
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

    private const int MostNetworks = 8;

    /// <summary>The groups that may have no room for the old and the new rules together.</summary>
    public ImmutableHashSet<string> FullGroups => [.. Plans.Where(IsFull).Select(plan => plan.Group.Id)];

    /// <summary>All changes of these plans, in the order in which they are made.</summary>
    public static ImmutableArray<RuleChange> ChangesOf(IEnumerable<GroupPlan> plans) =>
        [.. plans.SelectMany(plan => plan.Authorize.Select(piece => RuleChange.Of(plan.Group.Id, piece)).Concat(plan.Revoke.Select(RuleChange.Of)))];

    /// <summary>The outcome with the commands that make what of the plans is not made, and take it back.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="scope">Where the groups are.</param>
    /// <param name="plans">What is not made.</param>
    public Outcome WithCommands(Outcome outcome, AwsScope scope, ImmutableArray<GroupPlan> plans)
    {
        var planned = ChangesOf(plans);
        return planned.IsEmpty
            ? outcome
            : outcome with
            {
                Close = RuleCommands.Close(scope.AccountId, scope.Region, planned, FullGroups),
                Reopen = RuleCommands.Reopen(scope.AccountId, scope.Region, planned, FullGroups),
                Notes =
                [
                    .. outcome.Notes,
                    .. outcome.Why is Reason.NotifyOnly ? [.. Refused.Values.Select(reason => $"The commands do not change this: {reason}"), .. Notes] : Array.Empty<string>(),
                ],
            };
    }

    private static bool IsFull(GroupPlan plan) => Enum.GetValues<IpFamily>().Any(family =>
        plan.Group.Rules.Count(rule => Counts(rule.Source, family)) + plan.Authorize.Count(piece => Counts(piece.Draft.Source, family)) > RulesPerGroup);

    private static bool Counts(RuleSource source, IpFamily family) => source is not RuleSource.Block { Cidr.Family: var own } || own == family;

    /// <summary>Decides.</summary>
    /// <param name="trigger">What is answered.</param>
    /// <param name="view">The account as it was read.</param>
    /// <param name="exposures">The guarded ports that its rules leave open.</param>
    /// <param name="policy">What the operator wants done.</param>
    /// <param name="now">The time, which ends exemptions.</param>
    /// <param name="kept">What people keep open who have taken earlier answers back.</param>
    /// <param name="approval">Who has approved what; null where nobody has.</param>
    public static Decision Of(
        Trigger trigger,
        AccountView view,
        ImmutableArray<PortExposure> exposures,
        Policy policy,
        DateTimeOffset now,
        ImmutableArray<KeptOpen> kept = default,
        Approval? approval = null)
    {
        var ports = policy.PortsInScope(trigger);
        ImmutableArray<PortExposure> open = [.. exposures.Where(exposure => ports.Contains(exposure.Port))];
        ImmutableArray<SecurityGroup> groups = view.Groups ?? [];
        var refused = groups
            .Where(group => open.Any(exposure => exposure.Rule.GroupId == group.Id))
            .Select(group => (group.Id, Reason: Refusals.OfGroup(group, trigger, view, policy, now)))
            .Where(entry => entry.Reason is not null)
            .ToImmutableSortedDictionary(entry => entry.Id, entry => entry.Reason!, StringComparer.Ordinal);
        var exempt = open.Select(exposure => exposure.Rule)
            .Where(rule => !refused.ContainsKey(rule.GroupId))
            .DistinctBy(rule => rule.Id)
            .Select(rule => (rule.Id, Reason: Refusals.OfRule(rule, now)))
            .Where(entry => entry.Reason is not null)
            .ToList();
        refused = refused.AddRange(exempt.Select(entry => KeyValuePair.Create(entry.Id, entry.Reason!)));
        ImmutableArray<PortExposure> closable = [.. open.Where(exposure => !refused.ContainsKey(exposure.Rule.GroupId) && !refused.ContainsKey(exposure.Rule.Id))];
        foreach (var exposure in closable)
        {
            if (Keeper(exposure, kept, now) is { } keeper)
                refused = refused.SetItem(exposure.Rule.Id, new Reason.IsKeptOpen(exposure.Rule.Id, keeper));
        }

        closable = closable.RemoveAll(exposure => Keeper(exposure, kept, now) is not null);
        var plans = view.Trusted is { } trusted ? Planner.Plan(closable, groups, view.PrefixLists, trusted, trigger.Id) : [];
        ImmutableArray<string> said = [.. Ended(view, open, groups, now), .. WhoLoses(closable, groups, view), .. Beyond(trigger)];
        var left = WhyLeft(trigger, view, ports, open, closable, refused, policy, now);
        if (approval is not null && left is null && approval.NotShown(plans, view.PrefixLists) is { IsEmpty: false } more)
            left = Outcome.Of(Verdict.LeftOpen, new Reason.MoreThanShown(approval.Who, more));
        if (left is { Why: Reason.WaitsForApproval })
            left = left with { Planned = ChangesOf(plans) };
        return new(open, closable, plans, refused, left?.With(open.IsEmpty ? [] : said), [.. NotesOn(closable, groups), .. said]);
    }

    /// <summary>Who keeps this open; null where nobody does.</summary>
    internal static KeptOpen? Keeper(PortExposure exposure, ImmutableArray<KeptOpen> kept, DateTimeOffset now) =>
        kept.IsDefaultOrEmpty ? null : kept.FirstOrDefault(one => one.Holds(now) && one.Spares(exposure));

    /// <summary>Why nothing is to be changed, or null.</summary>
    private static Outcome? WhyLeft(
        Trigger trigger,
        AccountView view,
        ImmutableArray<int> ports,
        ImmutableArray<PortExposure> open,
        ImmutableArray<PortExposure> closable,
        ImmutableSortedDictionary<string, Reason> refused,
        Policy policy,
        DateTimeOffset now)
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
            return NotOpen(trigger, view, groups, ports, policy);
        if (Refusals.OfTrigger(trigger, view, now) is { } refusal)
            return Outcome.Of(Verdict.LeftOpen, refusal);

        // Whatever the mode is: what may not be closed is left for that reason, and what to do about it follows from it.
        if (closable.IsEmpty)
            return Outcome.Of(Verdict.LeftOpen, new Reason.AllRefused([.. refused.Values]));
        if (policy.Mode is Mode.Notify)
            return Outcome.Of(Verdict.LeftOpen, new Reason.NotifyOnly());
        if (policy.Mode is Mode.Ask && view.Trusted is not null)
            return Outcome.Of(Verdict.LeftOpen, new Reason.WaitsForApproval());
        return view.Trusted is null ? Outcome.Of(Verdict.Failed, new Reason.TrustUnreadable(view.Failures.FirstOrDefault())) : null;
    }

    private static Outcome NotOpen(Trigger trigger, AccountView view, ImmutableArray<SecurityGroup> groups, ImmutableArray<int> ports, Policy policy)
    {
        if (Unread(view) is { } failure)
            return Outcome.Of(Verdict.Failed, new Reason.Unknown(ports, failure));

        // What is not there may be elsewhere: in another account or Region, or missing from a copy.
        if (!view.IsComplete && (groups.IsEmpty || !view.MissingGroups.IsEmpty))
            return Outcome.Of(Verdict.Failed, new Reason.NotHere(trigger.Subject.Instance?.Id, view.MissingGroups, ports));

        // Who asks to have it closed must not take the guarded ports for all that it is about.
        if (!groups.IsEmpty && trigger is { Order: not null, ProbedPorts: { IsEmpty: false } named } && !named.Any(policy.GuardedPorts.Contains))
            return Outcome.Of(Verdict.NotApplicable, new Reason.NotGuarded(named, policy.GuardedPorts));
        return Outcome.Of(
            Verdict.NotOpen, groups.IsEmpty ? new Reason.InstanceGone(trigger.Subject.Instance?.Id) : new Reason.Closed([.. groups.Select(group => group.Id)], ports))
            .With([.. Beyond(trigger)]);
    }

    private static IEnumerable<string> Beyond(Trigger trigger) => trigger is { Order: not null, Beyond: { } beyond } ? [beyond] : [];

    /// <summary>A rule or a list that could not be read, which may be what lets the world in; null where all was read.</summary>
    internal static AccountException? Unread(AccountView view) => view.Failures.FirstOrDefault(failure => failure.Action.Contains("SecurityGroup", StringComparison.Ordinal)
        || failure.Action.Contains("PrefixList", StringComparison.Ordinal)
        || failure.Action.Contains("NetworkInterfaces", StringComparison.Ordinal));

    /// <summary>The exemptions that are over, so that what they spared is closed like everything else.</summary>
    private static IEnumerable<string> Ended(AccountView view, ImmutableArray<PortExposure> open, ImmutableArray<SecurityGroup> groups, DateTimeOffset now) =>
        new[] { view.Instance }.OfType<Instance>().Select(instance => (instance.Id, instance.Tags))
            .Concat(groups.Where(group => open.Any(exposure => exposure.Rule.GroupId == group.Id)).Select(group => (group.Id, group.Tags)))
            .Concat(open.Select(exposure => exposure.Rule).DistinctBy(rule => rule.Id).Select(rule => (rule.Id, rule.Tags)))
            .Select(entry => (entry.Id, Exemption: Exemption.Of(entry.Tags)))
            .Where(entry => entry.Exemption is { } exemption && !exemption.Holds(now))
            .Select(entry => $"The exemption of {entry.Id} ended with its last day (tag {entry.Exemption!.Tag}), so it does not count any more.");

    private static IEnumerable<string> WhoLoses(ImmutableArray<PortExposure> closable, ImmutableArray<SecurityGroup> groups, AccountView view)
    {
        if (view.Trusted is not { } trusted || LostAccess.Of(closable, groups, view.RouteTables ?? [], view.PrefixLists, trusted) is not { IsEmpty: false } losing)
            yield break;
        var ports = string.Join(", ", closable.Select(exposure => exposure.Port).Distinct().Order());
        var names = string.Join(", ", losing.Take(MostNetworks).Select(network => network.ToString()));
        yield return $"Closing it to the internet also takes TCP {ports} from networks that private routes lead to: {names}"
            + $"{(losing.Length > MostNetworks ? $" and {losing.Length - MostNetworks} more" : "")}. RESPONDER_TRUSTED_SOURCES keeps it for those that it names.";
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
