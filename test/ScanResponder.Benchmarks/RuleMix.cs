namespace ScanResponder.Benchmarks;

/// <summary>What the rules of the groups are like.</summary>
public enum RuleMix
{
    /// <summary>One rule of all is open to the world.</summary>
    OneWorldRule,

    /// <summary>Every rule admits a private block of its own.</summary>
    PrivateSources,

    /// <summary>Every rule is open to the world, each with a source of its own. Each group has the same ones.</summary>
    WorldSources,

    /// <summary>Every rule is open to the world, all with the same source and each with ports of its own.</summary>
    WorldPorts,

    /// <summary>Every rule admits all traffic from the world.</summary>
    AllTraffic,

    /// <summary>Every rule is open to the world, and no two rules of all groups have the same source, ports, description or tags.</summary>
    AllDifferent,

    /// <summary>Half of the rules are wide blocks that are the world together, the others are narrow ones.</summary>
    WorldInPieces,

    /// <summary>Every rule names one of a few prefix lists, which hold the world and a hundred narrow entries.</summary>
    PrefixLists,

    /// <summary>Every rule of a group names a prefix list of its own, which holds a piece of the world and a narrow block.</summary>
    ManyPrefixLists,

    /// <summary>Rules of all the other kinds, in turn.</summary>
    Mixed,
}
