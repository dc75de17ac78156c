using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Accounts;

/// <summary>What the account looked like when the finding came, as far as it could be read.</summary>
public sealed record AccountView
{
    /// <summary>A view of nothing, with the reasons for which nothing could be read.</summary>
    public static AccountView Unreadable(Instance? instance, AccountException why) => new() { Instance = instance, Failures = [why], Groups = null };

    /// <summary>The instance, as the account describes it, else as the finding does; null where the finding is about none.</summary>
    public Instance? Instance { get; init; }

    /// <summary>The instance's interfaces; empty where the account knows none.</summary>
    public ImmutableArray<NetworkInterface> Interfaces { get; init; } = [];

    /// <summary>
    /// The groups attached to the instance's interfaces, or, where it has none any more, those that the finding names; null where they could not be
    /// read.
    /// </summary>
    public ImmutableArray<SecurityGroup>? Groups { get; init; } = [];

    /// <summary>The prefix lists that the groups' rules name, by id. A list that could not be read is missing.</summary>
    public IReadOnlyDictionary<string, PrefixList> PrefixLists { get; init; } = FrozenDictionary<string, PrefixList>.Empty;

    /// <summary>Who keeps access; null where that could not be read, so that no change is safe.</summary>
    public ImmutableArray<TrustedSource>? Trusted { get; init; } = [];

    /// <summary>The other interfaces that carry one of <see cref="Groups"/>; null where they could not be read.</summary>
    public ImmutableArray<NetworkInterface>? Sharing { get; init; } = [];

    /// <summary>What could not be read.</summary>
    public ImmutableArray<AccountException> Failures { get; init; } = [];

    /// <summary>What people should know about the reading, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
