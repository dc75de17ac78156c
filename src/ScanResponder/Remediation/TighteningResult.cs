using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Tightening;

namespace ScanResponder.Remediation;

/// <summary>What an attempt at closing exposures came to, checked against the groups as they are afterwards.</summary>
/// <param name="Changes">Every change, in the order in which they were made.</param>
/// <param name="Failures">Why groups could not be changed; empty where all went well.</param>
/// <param name="RevokedFirst">The groups whose quota left no room to add before removing.</param>
/// <param name="Gone">The groups that were deleted meanwhile.</param>
/// <param name="Notes">What people should know beside that.</param>
public sealed record TighteningResult(
    ImmutableArray<RuleChange> Changes,
    ImmutableArray<AccountException> Failures,
    ImmutableHashSet<string> RevokedFirst,
    ImmutableHashSet<string> Gone,
    ImmutableArray<string> Notes)
{
    /// <summary>Exposures that the groups still have; empty where nobody looked.</summary>
    public ImmutableArray<PortExposure> StillOpen { get; init; } = [];

    /// <summary>What a removed rule admitted and nothing admits any more, though it should be kept; in words, a line each.</summary>
    public ImmutableArray<string> Lost { get; init; } = [];

    /// <summary>The groups of which reads still showed what EC2's answers contradict when the time for looking was over.</summary>
    public ImmutableHashSet<string> Late { get; init; } = [];

    /// <summary>Why the groups could not be read again after the change, so that it stands unchecked; null where they were.</summary>
    public AccountException? Unverified { get; init; }
}
