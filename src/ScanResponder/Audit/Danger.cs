namespace ScanResponder.Audit;

/// <summary>How bad it is that a group lets the internet reach a guarded port, the worst first.</summary>
public enum Danger
{
    /// <summary>Packets get to a machine that runs.</summary>
    Running,

    /// <summary>Packets get to an interface behind which no running machine is known: that of a stopped machine, a load balancer or a database.</summary>
    Path,

    /// <summary>The group is used, and whether packets get there is not known.</summary>
    Unknown,

    /// <summary>The group is used, and something on the path stops packets.</summary>
    Shut,

    /// <summary>Nobody uses the group. Whoever does next is open.</summary>
    Unused,
}
