namespace ScanResponder.Benchmarks;

/// <summary>What the rules of the groups are like.</summary>
public enum RuleMix
{
    /// <summary>One rule of all is open to the world.</summary>
    OneWorldRule,

    /// <summary>Every rule is open to the world, each with a source of its own.</summary>
    WorldSources,

    /// <summary>Every rule is open to the world, all with the same source and each with ports of its own.</summary>
    WorldPorts,

    /// <summary>Every rule admits all traffic from the world.</summary>
    AllTraffic,

    /// <summary>Every rule names one of a few prefix lists, which hold the world and a hundred narrow entries.</summary>
    PrefixLists,
}
