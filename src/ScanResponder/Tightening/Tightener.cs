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

    /// <summary>Asks EC2 whether it would close these exposures.</summary>
    public async Task<TighteningResult> RehearseAsync(
        IReadOnlyCollection<PortExposure> exposures, IReadOnlyCollection<SecurityGroup> groups, CancellationToken cancellationToken)
    {
        var edits = EditsFor(Planner.Plan(exposures, groups, prefixLists, trusted, findingId));
        await Task.WhenAll(edits.Select(edit => edit.RehearseAsync(cancellationToken)));
        return Result(edits, [.. exposures], []);
    }

    /// <summary>Closes these exposures, and tells what the groups are like afterwards.</summary>
    public async Task<TighteningResult> TightenAsync(
        IReadOnlyCollection<PortExposure> exposures, IReadOnlyCollection<SecurityGroup> groups, CancellationToken cancellationToken)
    {
        var plans = Planner.Plan(exposures, groups, prefixLists, trusted, findingId);
        var groupIds = plans.Select(plan => plan.Group.Id).ToImmutableArray();
        var ports = exposures.Select(exposure => exposure.Port).ToHashSet();
        var edits = new List<GroupEdit>();
        for (var round = 1; ; round++)
        {
            var now = EditsFor(plans);
            edits.AddRange(now);
            await Task.WhenAll(now.Select(edit => edit.AuthorizeAsync(cancellationToken)));
            await Task.WhenAll(now.Select(edit => edit.RevokeAsync(cancellationToken)));

            ImmutableArray<SecurityGroup> after;
            try
            {
                after = await account.GroupsAsync(groupIds, cancellationToken);
            }
            catch (AccountException exception)
            {
                return Result(edits, [], []) with { Unverified = exception };
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
            var open = ExposureScan.Find(after, prefixLists, ports, trusted)
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

    private List<GroupEdit> EditsFor(ImmutableArray<GroupPlan> plans) => [.. plans.Select(plan => new GroupEdit(account, plan, findingId, time))];

    private static TighteningResult Result(
        IReadOnlyCollection<GroupEdit> edits, ImmutableArray<PortExposure> open, ImmutableArray<string> lost) => new(
            [.. edits.SelectMany(edit => edit.Changes)],
            open,
            lost,
            [.. edits.Select(edit => edit.Failure).OfType<AccountException>()],
            [.. edits.Where(edit => edit.RevokesFirst).Select(edit => edit.GroupId)],
            [.. edits.SelectMany(edit => edit.Notes)]);
}
