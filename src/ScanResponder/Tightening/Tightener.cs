using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Carries out plans, all groups side by side: one wave of calls that adds, one that removes, one that reads again. What the account answers is
/// told in the result; nothing of it is thrown.
/// </summary>
/// <param name="account">The account that holds the groups.</param>
/// <param name="prefixLists">The prefix lists that the rules name, by id.</param>
/// <param name="trusted">Who keeps access.</param>
/// <param name="guarded">Every port that the world must not reach; which of them to close, the exposures say.</param>
/// <param name="findingId">The finding that asks for it.</param>
/// <param name="time">The clock by which it waits for others.</param>
public sealed class Tightener(
    IAccount account,
    IReadOnlyDictionary<string, PrefixList> prefixLists,
    IReadOnlyCollection<TrustedSource> trusted,
    IReadOnlyCollection<int> guarded,
    string findingId,
    TimeProvider time)
{
    // The second round answers what somebody changed meanwhile, the third what another finding's second round changed meanwhile. Who changes more
    // than that has other plans than this function.
    private const int Rounds = 3;

    /// <summary>The ids of the groups that each interface carries; empty where one carries all of them.</summary>
    public ImmutableArray<ImmutableArray<string>> GroupsByInterface { get; init; } = [];

    /// <summary>The same account, for looking at what came of changes and putting them back, where it has more time for that; else null.</summary>
    public IAccount? Settling { get; init; }

    /// <summary>
    /// Takes down all changes of this attempt and earlier ones, in the order in which they are made: before any of them, and when they are made. What
    /// it throws ends the work.
    /// </summary>
    public Func<ImmutableArray<RuleChange>, CancellationToken, Task> Note { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Asks EC2 whether it would close these exposures.</summary>
    public async Task<TighteningResult> RehearseAsync(
        IReadOnlyCollection<PortExposure> exposures, IReadOnlyCollection<SecurityGroup> groups, CancellationToken cancellationToken)
    {
        var edits = EditsFor(Planner.Plan(exposures, groups, prefixLists, trusted, findingId), []);
        await Task.WhenAll(edits.Select(edit => edit.RehearseAsync(cancellationToken)));
        return Result(edits, [.. exposures], []);
    }

    /// <summary>Closes these exposures, finishes what earlier attempts left half done, and tells what the groups are like afterwards.</summary>
    /// <param name="exposures">The exposures to close.</param>
    /// <param name="groups">The groups as they are, and those that earlier attempts changed.</param>
    /// <param name="earlier">What earlier attempts made of it, as <see cref="Retrospect"/> tells.</param>
    /// <param name="cancellationToken">Gives up; what is half done then is put back.</param>
    public async Task<TighteningResult> TightenAsync(
        IReadOnlyCollection<PortExposure> exposures,
        IReadOnlyCollection<SecurityGroup> groups,
        ImmutableArray<RuleChange> earlier,
        CancellationToken cancellationToken)
    {
        var plans = Resume([.. exposures], groups, earlier);
        var groupIds = plans.Select(plan => plan.Group.Id).ToImmutableArray();
        var ports = exposures.Select(exposure => exposure.Port).ToHashSet();
        var edits = new List<GroupEdit>();
        for (var round = 1; ; round++)
        {
            var now = EditsFor(plans, round == 1 ? earlier : []);
            edits.AddRange(now);
            if (plans.Any(plan => plan.Authorize.Length + plan.Revoke.Length > 0))
                await Note(ChangesOf(edits), cancellationToken);
            await Task.WhenAll(now.Select(edit => edit.AuthorizeAsync(cancellationToken)));
            if (now.Exists(edit => edit.RevokesFirst))
                await Note(ChangesOf(edits), cancellationToken);
            await Task.WhenAll(now.Select(edit => edit.RevokeAsync(cancellationToken)));

            var noted = Note(ChangesOf(edits), cancellationToken);
            ImmutableArray<SecurityGroup> after;
            try
            {
                after = await (Settling ?? account).GroupsAsync(groupIds, cancellationToken);
            }
            catch (AccountException exception)
            {
                return Result(edits, [], []) with { Unverified = exception };
            }
            finally
            {
                await noted;
            }

            var standing = after.SelectMany(group => group.Rules).ToList();
            var standingIds = standing.Select(rule => rule.Id).ToHashSet();
            foreach (var edit in edits)
            {
                edit.Identify(standing);
                edit.MarkRemovedAgain(standingIds);
            }

            // Groups that could not be changed are not tried again, but what they leave open is told.
            var failed = edits.Where(edit => edit.Failure is not null).Select(edit => edit.GroupId).ToHashSet();
            var closed = new ClosedByOthers([.. guarded.Except(ports)], edits, prefixLists);
            var open = ExposureScan.Find(after, GroupsByInterface, prefixLists, ports, trusted)
                .Concat(after.SelectMany(closed.ReopenedIn))
                .OrderBy(exposure => exposure.Port)
                .ToImmutableArray();
            var again = open.Where(exposure => !failed.Contains(exposure.Rule.GroupId)).ToImmutableArray();
            var lost = plans.Where(plan => !failed.Contains(plan.Group.Id)).SelectMany(plan => Lost(plan, after, closed)).ToImmutableArray();
            if (round == Rounds || (again.IsEmpty && lost.IsEmpty))
                return Result(edits, open, [.. lost.Select(entry => $"{entry.Group.Id}: {entry.Piece.Draft.Traffic} from {entry.Piece.Draft.Source}")]);
            plans = Again(again, lost, after);
        }
    }

    /// <summary>
    /// Ends what earlier attempts began and what is not wanted any more: added rules go again, but where old rules have gone already, all that is to
    /// be kept of them is added.
    /// </summary>
    /// <param name="groups">The groups that earlier attempts changed, as they are.</param>
    /// <param name="earlier">What earlier attempts made, as <see cref="Retrospect"/> tells.</param>
    /// <param name="why">Why it is not wanted any more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TighteningResult> SettleAsync(
        IReadOnlyCollection<SecurityGroup> groups, ImmutableArray<RuleChange> earlier, string why, CancellationToken cancellationToken)
    {
        var edits = EditsFor(Resume([], groups, earlier), earlier);
        await Task.WhenAll(edits.Select(edit => edit.SettleAsync(why, cancellationToken)));
        await Note(ChangesOf(edits), cancellationToken);
        return Result(edits, [], []);
    }

    /// <summary>The plans for these exposures, with what is missing of earlier ones.</summary>
    private ImmutableArray<GroupPlan> Resume(
        ImmutableArray<PortExposure> exposures, IReadOnlyCollection<SecurityGroup> groups, ImmutableArray<RuleChange> earlier)
    {
        var byGroup = earlier.ToLookup(change => change.GroupId);
        var touched = groups.Where(group => byGroup[group.Id].Any(IsMade)).ToImmutableArray();
        var missing = touched
            .Where(group => byGroup[group.Id].Any(change => IsMade(change) && change.Action is ChangeAction.Revoke))
            .SelectMany(group => Missing(group, byGroup[group.Id]));
        var plans = Again(exposures, [.. missing], [.. groups]);
        var idle = touched.Where(group => !plans.Any(plan => plan.Group.Id == group.Id)).Select(group => new GroupPlan(group, [], [], []));
        return [.. plans, .. idle];
    }

    private IEnumerable<(SecurityGroup Group, Replacement Piece)> Missing(SecurityGroup group, IEnumerable<RuleChange> earlier)
    {
        var coverage = new Coverage(group.Rules, prefixLists);
        return earlier
            .Where(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Planned } && !coverage.Covers(change.Rule.Traffic, change.Rule.Source))
            .Select(change => (group, new Replacement(change.Rule, change.Tags)));
    }

    private static bool IsMade(RuleChange change) => change.Status is ChangeStatus.Done or ChangeStatus.Already;

    private static ImmutableArray<RuleChange> ChangesOf(IEnumerable<GroupEdit> edits) => [.. edits.SelectMany(edit => edit.Changes)];

    private ImmutableArray<GroupPlan> Again(
        ImmutableArray<PortExposure> open, ImmutableArray<(SecurityGroup Group, Replacement Piece)> lost, ImmutableArray<SecurityGroup> after)
    {
        var plans = Planner.Plan(open, after, prefixLists, trusted, findingId).ToDictionary(plan => plan.Group.Id);
        foreach (var group in lost.GroupBy(entry => entry.Group.Id))
        {
            var pieces = group.Select(entry => entry.Piece).ToImmutableArray();
            plans[group.Key] = plans.TryGetValue(group.Key, out var plan)
                ? plan with { Authorize = [.. plan.Authorize.Union(pieces)], Keep = [.. plan.Keep.Union(pieces)] }
                : new(group.First().Group, pieces, [], pieces);
        }

        return [.. plans.Values];
    }

    private static IEnumerable<(SecurityGroup Group, Replacement Piece)> Lost(GroupPlan plan, ImmutableArray<SecurityGroup> after, ClosedByOthers closed) =>
        after.FirstOrDefault(group => group.Id == plan.Group.Id) is { } now
            ? closed.MissingIn(now, plan.Keep).Select(piece => (now, piece))
            : [];

    private List<GroupEdit> EditsFor(ImmutableArray<GroupPlan> plans, ImmutableArray<RuleChange> earlier) =>
    [
        .. plans.Select(plan => new GroupEdit(
            account, Settling ?? account, plan, [.. earlier.Where(change => change.GroupId == plan.Group.Id && IsMade(change))], findingId, time)),
    ];

    private static TighteningResult Result(
        IReadOnlyCollection<GroupEdit> edits, ImmutableArray<PortExposure> open, ImmutableArray<string> lost) => new(
            ChangesOf(edits),
            open,
            lost,
            [.. edits.Select(edit => edit.Failure).OfType<AccountException>()],
            [.. edits.Where(edit => edit.RevokesFirst).Select(edit => edit.GroupId)],
            [.. edits.SelectMany(edit => edit.Notes)]);
}
