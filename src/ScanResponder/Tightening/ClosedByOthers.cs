using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Guarded ports that the answer to another finding has closed while this one split the same rule. This one has not planned to close them, so its
/// pieces would open them again.
/// </summary>
/// <remarks>
/// That somebody closed a port shows where a rule is gone that was to be split, and all the rest of the piece is admitted without it: who removed
/// the rule has put it back but for the port. Where the rest is not admitted, the piece is all that is left of the rule, and stays. A piece of
/// guarded ports alone has no rest to tell by, and goes.
/// </remarks>
/// <param name="ports">The guarded ports that this finding does not close.</param>
/// <param name="edits">What was done for this finding.</param>
/// <param name="prefixLists">The prefix lists that the rules name, by id.</param>
internal sealed class ClosedByOthers(
    IReadOnlyCollection<int> ports, IReadOnlyCollection<GroupEdit> edits, IReadOnlyDictionary<string, PrefixList> prefixLists)
{
    private readonly HashSet<string> _added = [.. edits.SelectMany(edit => edit.Added)];

    /// <summary>The ports of such pieces in this group that the pieces alone keep open, to be closed.</summary>
    internal IEnumerable<PortExposure> ReopenedIn(SecurityGroup group)
    {
        var own = edits.Where(edit => edit.GroupId == group.Id).ToList();
        if (!own.Exists(edit => edit.FoundRuleGone))
            return [];

        // Rules of somebody else that were split in their turn have shown what they wanted.
        var others = new Coverage(group.Rules.Where(rule => !IsOurPiece(rule)), prefixLists);
        foreach (var change in own.SelectMany(edit => edit.Changes).Where(IsRemovalOfTheirs))
            others.TryAdd(change.Rule.Traffic, change.Rule.Source);
        return
            from rule in @group.Rules
            where IsOurPiece(rule) && AdmitsTheRest(others, rule.Traffic, rule.Source)
            from port in ports
            where rule.Traffic.TcpPorts!.Value.Contains(port) && !others.Covers(new Traffic.Tcp(PortRange.Of(port)), rule.Source)
            select new PortExposure(port, rule, ExposureScan.BlocksOf(rule.Source, prefixLists));
    }

    /// <summary>Those of the pieces that a group does not admit any more though it should.</summary>
    /// <param name="group">The group as it is now.</param>
    /// <param name="pieces">What it should admit, wide pieces before narrow ones as the <see cref="Planner"/> orders them.</param>
    internal ImmutableArray<Replacement> MissingIn(SecurityGroup group, ImmutableArray<Replacement> pieces)
    {
        // The narrow ones first: what they bring back, a wide one need not.
        var admitted = new Coverage(group.Rules, prefixLists);
        var missing = ImmutableArray.CreateBuilder<Replacement>();
        foreach (var piece in pieces.Reverse())
        {
            var (traffic, source, _) = piece.Draft;
            if (!(Includes(traffic) && AdmitsTheRest(admitted, traffic, source)) && admitted.TryAdd(traffic, source))
                missing.Add(piece);
        }

        return missing.ToImmutable();
    }

    private bool IsOurPiece(IngressRule rule) => _added.Contains(rule.Id) && Includes(rule.Traffic);

    private bool IsRemovalOfTheirs(RuleChange change) =>
        change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done, RuleId: { } id } && !_added.Contains(id);

    private bool Includes(Traffic traffic) => traffic.TcpPorts is { } range && ports.Any(range.Contains);

    private bool AdmitsTheRest(Coverage coverage, Traffic piece, RuleSource source) =>
        piece.TcpPorts!.Value.Without(ports).All(range => coverage.Covers(new Traffic.Tcp(range), source));
}
