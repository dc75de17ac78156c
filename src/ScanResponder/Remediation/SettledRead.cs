using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Remediation;

/// <summary>Groups as they are after edits: what reads show, corrected by what EC2 answered to the edits.</summary>
/// <param name="Groups">The groups that the last read showed.</param>
/// <param name="Late">The groups of which the last read still contradicted EC2's answers.</param>
/// <param name="Vanished">Rules that EC2 said stand, and that reads long after that do not show: somebody has removed them.</param>
/// <param name="Gone">The groups that are not there any more.</param>
internal sealed record SettledRead(
    ImmutableArray<SecurityGroup> Groups,
    ImmutableHashSet<string> Late,
    ImmutableHashSet<(string GroupId, Permission Permission)> Vanished,
    ImmutableHashSet<string> Gone);
