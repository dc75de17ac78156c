using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;

namespace ScanResponder.Tightening;

/// <summary>What an attempt at closing exposures came to, checked against the groups as they are afterwards.</summary>
/// <param name="Changes">Every change, in the order in which they were made.</param>
/// <param name="StillOpen">Exposures that the groups still have; after a rehearsal, all of them.</param>
/// <param name="Lost">What a removed rule admitted and nothing admits any more, though it should be kept; in words, a line each.</param>
/// <param name="Failures">Why groups could not be changed; empty where all went well.</param>
/// <param name="RevokedFirst">The groups whose quota left no room to add before removing.</param>
/// <param name="Notes">What people should know beside that.</param>
public sealed record TighteningResult(
    ImmutableArray<RuleChange> Changes,
    ImmutableArray<PortExposure> StillOpen,
    ImmutableArray<string> Lost,
    ImmutableArray<AccountException> Failures,
    ImmutableHashSet<string> RevokedFirst,
    ImmutableArray<string> Notes)
{
    /// <summary>Why the groups could not be read again after the change, so that it stands unchecked; null where they were.</summary>
    public AccountException? Unverified { get; init; }
}
