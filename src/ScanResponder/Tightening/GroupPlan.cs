using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>What is to change in one security group: first the replacements are added, then the old rules go.</summary>
/// <param name="Group">The group as it was read.</param>
/// <param name="Authorize">The rules to add; empty where the old rules admitted nothing worth keeping, or other rules cover it.</param>
/// <param name="Revoke">The rules to remove; at least one.</param>
/// <param name="Keep">
/// Everything that the removed rules admitted and that must still be admitted, by the replacements or by rules that stay.
/// </param>
public sealed record GroupPlan(
    SecurityGroup Group, ImmutableArray<Replacement> Authorize, ImmutableArray<IngressRule> Revoke, ImmutableArray<Replacement> Keep);
