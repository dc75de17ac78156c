using System.Collections.Immutable;
using ScanResponder.Alerts.Document;

namespace ScanResponder.Audit.Document;

/// <summary>A security group that lets the internet reach a guarded port, in the document of a sweep (<see cref="SweepJson"/>).</summary>
/// <param name="AccountId">The account; <c>unknown</c> in a copy that does not say.</param>
/// <param name="Region">The Region; <c>unknown</c> in a copy that does not say.</param>
/// <param name="GroupId">The security group.</param>
/// <param name="GroupName">Its name.</param>
/// <param name="VpcId">Its VPC; null where EC2 does not say.</param>
/// <param name="Outcome">What came of it: a word of <see cref="AlertDocument.WordOf(Tightening.Verdict)"/>.</param>
/// <param name="Reason">One sentence: why this outcome.</param>
/// <param name="Danger"><c>running</c>, <c>path</c>, <c>unknown</c>, <c>shut</c> or <c>unused</c>: what stands behind it and whether packets get there.</param>
/// <param name="Reachable">Whether packets of strangers get through; null where that is not known.</param>
/// <param name="UsedBy">Who uses it, running machines first; at most <see cref="MostUsers"/>.</param>
/// <param name="Interfaces">How many network interfaces use it; null where they could not be read.</param>
/// <param name="Exposures">The rules that let the internet in, as they were before any change.</param>
/// <param name="OpenedBy">Who opened it; null where nobody asked or it is not known.</param>
/// <param name="Changes">The rules that are, or are to be, added and removed.</param>
/// <param name="Close">Where it is left open and may be closed: command lines for a POSIX shell that make exactly the change that is planned.</param>
/// <param name="Reopen">Those that take <paramref name="Close"/> back.</param>
/// <param name="Approve">In the mode ask, where it may be closed: command lines of which each has the function close it.</param>
/// <param name="Undo">Where something was changed: command lines that bring the rules back as they were.</param>
/// <param name="Notes">What people should know beside that, a sentence each.</param>
public sealed record SweepGroupEntry(
    string AccountId,
    string Region,
    string GroupId,
    string GroupName,
    string? VpcId,
    string Outcome,
    string Reason,
    string Danger,
    bool? Reachable,
    ImmutableArray<UserEntry> UsedBy,
    int? Interfaces,
    ImmutableArray<ExposureEntry> Exposures,
    OpenedByEntry? OpenedBy,
    ImmutableArray<ChangeEntry> Changes,
    ImmutableArray<string> Close,
    ImmutableArray<string> Reopen,
    ImmutableArray<string> Approve,
    ImmutableArray<string> Undo,
    ImmutableArray<string> Notes)
{
    /// <summary>How many users a group names. Beyond that people are better served by the number.</summary>
    public const int MostUsers = 50;

    internal static SweepGroupEntry Of(AuditedGroup group)
    {
        var outcome = group.WithCommands;
        return new(
            group.Trigger.AccountId,
            group.Trigger.Region,
            group.Group.Id,
            group.Group.Name,
            group.Group.VpcId,
            AlertDocument.WordOf(outcome.Verdict),
            outcome.Reason,
            group.Danger.ToString().ToLowerInvariant(),
            group.IsReachable,
            [.. group.Users.Take(MostUsers).Select(UserEntry.Of)],
            group.View.Sharing?.Length,
            [.. group.Exposures.Select(entry => ExposureEntry.Of(entry.Exposure, entry.Reach, group.Group.Name is { Length: > 0 } name ? name : null, guarded: true, inScope: true))],
            OpenedByEntry.Of(group.Opening, null),
            [.. outcome.Changes.Select(ChangeEntry.Of)],
            outcome.Close,
            outcome.Reopen,
            group.Approve,
            outcome.Undo,
            outcome.Notes);
    }
}
