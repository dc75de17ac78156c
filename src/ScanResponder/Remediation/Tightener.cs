using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Remediation;

/// <summary>
/// Carries out plans, all groups side by side: one wave of calls that adds, one that removes, one that reads again. What the account answers is
/// told in the result; nothing of it is thrown.
/// </summary>
/// <param name="account">The account that holds the groups.</param>
/// <param name="prefixLists">The prefix lists that the rules name, by id.</param>
/// <param name="trusted">Who keeps access.</param>
/// <param name="triggerId">The trigger that asks for it.</param>
/// <param name="time">The clock by which it waits for others.</param>
public sealed class Tightener(
    IAccount account,
    IReadOnlyDictionary<string, PrefixList> prefixLists,
    IReadOnlyCollection<TrustedSource> trusted,
    string triggerId,
    TimeProvider time)
{
    // The second round answers what somebody changed meanwhile. Who changes more than the third can answer has other plans than this function.
    private const int Rounds = 3;

    /// <summary>The same account, for looking at what came of changes and putting them back, where it has more time for that; else null.</summary>
    public IAccount? Settling { get; init; }

    /// <summary>When looking at what came of changes ends.</summary>
    public DateTimeOffset SettleBy { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The ids of the groups that each interface carries; empty where one carries all of them.</summary>
    public ImmutableArray<ImmutableArray<string>> GroupsByInterface { get; init; } = [];

    /// <summary>True where a lease keeps every other answer away from the groups meanwhile.</summary>
    public bool Alone { get; init; }

    /// <summary>
    /// True where the groups were read so soon after the last edit of an earlier answer that they may be shown as they were before it: whoever finds a rule gone
    /// that one was about to remove does not know whether it did.
    /// </summary>
    public bool MayBeOld { get; init; }

    /// <summary>The ids of rules that other answers have removed: what earlier answers to this trigger added in their place is needed.</summary>
    public IReadOnlySet<string> RemovedByAnswers { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>What people keep open in the groups.</summary>
    public ImmutableArray<KeptOpen> Kept { get; init; } = [];

    /// <summary>What somebody has approved: what was opened since is told and left alone. Null where nobody has to approve.</summary>
    public Approval? Approval { get; init; }

    private SettledReader Reader => new(Settling ?? account, SettleBy, time);

    /// <summary>What EC2 has answered to edits of the groups so far.</summary>
    internal EditLog Acknowledged { get; init; } = new(time);

    /// <summary>
    /// Takes down all changes of this answer and earlier ones, in the order in which they are made: before any of them, and when they are made. What
    /// it throws ends the work.
    /// </summary>
    public Func<ImmutableArray<RuleChange>, CancellationToken, Task> Record { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Asks EC2 whether it would make these changes.</summary>
    public async Task<TighteningResult> DryRunAsync(ImmutableArray<GroupPlan> plans, CancellationToken cancellationToken)
    {
        var edits = plans.Select(plan => EditFor(plan, [], [], [])).ToList();
        await Task.WhenAll(edits.Select(edit => edit.DryRunAsync(cancellationToken)));
        return Result(edits);
    }

    /// <summary>Closes these exposures, finishes what earlier answers left half done, and tells what the groups are like afterwards.</summary>
    /// <param name="exposures">The exposures to close.</param>
    /// <param name="groups">The groups as they are, and those that earlier answers changed.</param>
    /// <param name="earlier">What earlier answers made of it, as <see cref="Reconciliation"/> tells.</param>
    /// <param name="cancellationToken">Gives up; what is half done then is put back.</param>
    public async Task<TighteningResult> TightenAsync(
        ImmutableArray<PortExposure> exposures,
        IReadOnlyCollection<SecurityGroup> groups,
        ImmutableArray<RuleChange> earlier,
        CancellationToken cancellationToken)
    {
        var plans = Resume(exposures, groups, earlier);

        // What one read has shown, a later one may not show yet.
        foreach (var change in earlier.Where(change => change.Action is ChangeAction.Authorize))
            Acknowledged.Of(change.GroupId).Acknowledged(change);
        var ports = exposures.Select(exposure => exposure.Port).ToHashSet();
        var edits = new List<GroupEdit>();
        for (var round = 1; ; round++)
        {
            var now = plans.Select(plan => EditFor(plan, exposures, round == 1 ? earlier : [], earlier)).ToList();
            edits.AddRange(now);
            await EditAsync(edits, now, plans.Any(plan => plan.Authorize.Length + plan.Revoke.Length > 0), cancellationToken);

            var recorded = Record(ChangesOf(edits), cancellationToken);
            SettledRead after;
            try
            {
                do
                    after = await Reader.ReadAsync([.. edits.Select(edit => edit.GroupId).Distinct().Select(Acknowledged.Of)], cancellationToken);
                while (await LearnAsync(edits, after));
            }
            catch (AccountException exception)
            {
                return Result(edits) with { Unverified = exception };
            }
            finally
            {
                await recorded;
            }

            var byId = after.Groups.ToDictionary(group => group.Id);
            await Task.WhenAll(edits.Select(edit => edit.TagApartAsync(cancellationToken)));

            // Groups that could not be changed are not tried again, but what they leave open is told.
            var failed = edits.Where(edit => edit.Failure is not null).Select(edit => edit.GroupId).ToHashSet();
            exposures = [.. ExposureScan.Find(after.Groups, GroupsByInterface, prefixLists, ports, trusted).Where(IsUnwanted)];
            var again = exposures.Where(exposure => !failed.Contains(exposure.Rule.GroupId) && Approval?.Covers(exposure.Rule) is not false).ToImmutableArray();
            var missing = edits.SelectMany(edit => edit.ToReplace(after.Vanished).Select(piece => (edit.GroupId, Piece: piece))).Where(entry => byId.ContainsKey(entry.GroupId)).ToList();
            if (round >= Rounds || (again.IsEmpty && missing.Count == 0))
                return Result(edits) with { StillOpen = exposures, Late = after.Late, Lost = [.. Lost(plans, edits, byId)] };
            plans = [.. Planner.Plan(again, after.Groups, prefixLists, trusted, triggerId)];
            foreach (var group in missing.GroupBy(entry => entry.GroupId, entry => entry.Piece))
            {
                var plan = plans.FirstOrDefault(plan => plan.Group.Id == group.Key) ?? new(byId[group.Key], [], [], []);
                plans = [.. plans.Where(other => other.Group.Id != group.Key), plan with { Authorize = [.. plan.Authorize.Union(group)], Keep = [.. plan.Keep.Union(group)] }];
            }
        }
    }

    /// <summary>
    /// Ends what earlier answers began and what is not wanted any more: added rules go again, but where this function has removed old rules, all that
    /// is to be kept of them is added.
    /// </summary>
    /// <param name="groups">The groups that earlier answers changed, as they are.</param>
    /// <param name="earlier">What earlier answers made, as <see cref="Reconciliation"/> tells.</param>
    /// <param name="why">Why it is not wanted any more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TighteningResult> FinishOrRollBackAsync(
        IReadOnlyCollection<SecurityGroup> groups, ImmutableArray<RuleChange> earlier, string why, CancellationToken cancellationToken)
    {
        var edits = Resume([], groups, earlier).Select(plan => EditFor(plan, [], earlier, earlier)).ToList();
        await Task.WhenAll(edits.Select(edit => edit.FinishOrRollBackAsync(why, cancellationToken)));
        await Record(ChangesOf(edits), cancellationToken);
        return Result(edits);
    }

    /// <summary>The plans for these exposures, with what is missing of earlier ones.</summary>
    public ImmutableArray<GroupPlan> Resume(
        ImmutableArray<PortExposure> exposures, IReadOnlyCollection<SecurityGroup> groups, ImmutableArray<RuleChange> earlier)
    {
        var byGroup = earlier.ToLookup(change => change.GroupId);
        var plans = Planner.Plan(exposures, groups, prefixLists, trusted, triggerId).ToDictionary(plan => plan.Group.Id);
        foreach (var group in groups.Where(group => byGroup[group.Id].Any(IsMade)))
        {
            ImmutableArray<Replacement> missing = [.. Missing(group, byGroup[group.Id])];
            plans[group.Id] = plans.TryGetValue(group.Id, out var plan)
                ? plan with { Authorize = [.. plan.Authorize.Union(missing)], Keep = [.. plan.Keep.Union(missing)] }
                : new(group, missing, [], missing);
        }

        return [.. plans.Values];
    }

    /// <summary>One round of edits. Whatever ends it, no group is left with replacements beside its old rules.</summary>
    private async Task EditAsync(List<GroupEdit> all, List<GroupEdit> now, bool anything, CancellationToken cancellationToken)
    {
        if (anything)
            await Record(ChangesOf(all), cancellationToken);
        await Task.WhenAll(now.Select(edit => edit.AuthorizeAsync(cancellationToken)));
        try
        {
            // That the old rules go first is to be known before they do.
            if (now.Exists(edit => edit.RevokesFirst))
                await Record(ChangesOf(all), cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            now.ForEach(edit => edit.GiveUp(exception));
        }

        await Task.WhenAll(now.Select(edit => edit.RevokeAsync(() => Record(ChangesOf(all), cancellationToken), cancellationToken)));
    }

    /// <summary>False where somebody has decided that it stays open.</summary>
    private bool IsUnwanted(PortExposure exposure) =>
        Refusals.OfRule(exposure.Rule, time.GetUtcNow()) is null && Decision.Keeper(exposure, Kept, time.GetUtcNow()) is null;

    /// <summary>True where something had to be put right, so that the groups are to be read again.</summary>
    private static async Task<bool> LearnAsync(List<GroupEdit> edits, SettledRead after)
    {
        var byId = after.Groups.ToDictionary(group => group.Id);
        var changed = await Task.WhenAll(edits.Select(edit => edit.LearnAsync(byId.GetValueOrDefault(edit.GroupId), after.Gone.Contains(edit.GroupId), after.Vanished)));
        return Array.Exists(changed, learnt => learnt);
    }

    /// <summary>What this function has removed and not replaced yet. What was added and is gone was removed by somebody on purpose.</summary>
    private IEnumerable<Replacement> Missing(SecurityGroup group, IEnumerable<RuleChange> earlier)
    {
        var changes = earlier.ToList();
        if (!changes.Exists(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done }))
            return [];
        var coverage = new Coverage(group.Rules, prefixLists);
        return changes
            .Where(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Planned } && !coverage.Covers(change.Rule.Traffic, change.Rule.Source))
            .Select(change => new Replacement(change.Rule, change.Tags));
    }

    /// <summary>What removed rules admitted and nothing admits any more, though it should be kept; what people removed is not among it.</summary>
    private IEnumerable<string> Lost(ImmutableArray<GroupPlan> plans, List<GroupEdit> edits, Dictionary<string, SecurityGroup> after)
    {
        foreach (var plan in plans)
        {
            var changes = edits.Where(edit => edit.GroupId == plan.Group.Id).SelectMany(edit => edit.Changes).ToList();
            if (!after.TryGetValue(plan.Group.Id, out var now) || !changes.Exists(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done }))
                continue;
            var told = changes.Where(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Undone or ChangeStatus.Failed })
                .Select(change => Permission.Of(change.Rule))
                .ToHashSet();
            var admitted = new Coverage(now.Rules, prefixLists);
            foreach (var (traffic, source, _) in plan.Keep.Select(piece => piece.Draft))
            {
                if (!told.Contains(new(traffic, source)) && admitted.TryAdd(traffic, source))
                    yield return $"{plan.Group.Id}: {traffic} from {source}";
            }
        }
    }

    private static bool IsMade(RuleChange change) => change.Status is ChangeStatus.Done or ChangeStatus.Already;

    private static ImmutableArray<RuleChange> ChangesOf(IEnumerable<GroupEdit> edits) => [.. edits.SelectMany(edit => edit.Changes)];

    private GroupEdit EditFor(GroupPlan plan, ImmutableArray<PortExposure> exposures, ImmutableArray<RuleChange> earlier, ImmutableArray<RuleChange> begun) => new(
        account,
        Settling ?? account,
        Reader,
        plan,
        [.. earlier.Where(change => change.GroupId == plan.Group.Id && change.Status is not ChangeStatus.Planned)],
        earlier.Where(change => MayBeOld && change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Planned }).Select(change => change.RuleId!).ToHashSet(),
        begun.Where(change => change.Action is ChangeAction.Authorize && change.GroupId == plan.Group.Id).Select(change => Permission.Of(change.Rule)).ToHashSet(),
        RemovedByAnswers,
        Acknowledged.Of(plan.Group.Id),
        Alone,
        (removed, gone) => Planner.Plan(
                [.. exposures.Where(exposure => removed.Contains(exposure.Rule.Id))],
                [plan.Group with { Rules = [.. plan.Group.Rules.Where(rule => !gone.Contains(rule.Id))] }],
                prefixLists,
                trusted,
                triggerId)
            .SelectMany(part => part.Authorize)
            .ToImmutableArray(),
        triggerId,
        time);

    private static TighteningResult Result(IReadOnlyCollection<GroupEdit> edits) => new(
        ChangesOf(edits),
        [.. edits.Select(edit => edit.Failure).OfType<AccountException>()],
        [.. edits.Where(edit => edit.RevokesFirst).Select(edit => edit.GroupId)],
        [.. edits.Where(edit => edit.IsGone).Select(edit => edit.GroupId)],
        [.. edits.SelectMany(edit => edit.Notes), .. NotesOnUnknown(ChangesOf(edits))]);

    /// <summary>Tells of changes of which nobody knows whether they were made, a sentence for each group.</summary>
    internal static IEnumerable<string> NotesOnUnknown(IEnumerable<RuleChange> changes) => changes.Where(change => change.IsUnknown).GroupBy(change => change.GroupId).Select(group =>
        $"It is not known whether EC2 has made these changes of {group.Key}, since it did not answer and reads may not show them yet: "
        + $"{string.Join("; ", group.Select(change => $"{(change.Action is ChangeAction.Authorize ? "adding" : "removing")} {change.Rule.Traffic} from {change.Rule.Source}"))}. "
        + "The undo takes them back.");
}
