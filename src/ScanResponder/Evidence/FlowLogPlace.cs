namespace ScanResponder.Evidence;

/// <summary>Where flow logs are looked for.</summary>
public abstract record FlowLogPlace
{
    private FlowLogPlace()
    {
    }

    /// <summary>Nowhere.</summary>
    public sealed record Off : FlowLogPlace;

    /// <summary>Where EC2 says that the flow logs of the interface, its subnet and its VPC go.</summary>
    public sealed record Auto : FlowLogPlace;

    /// <summary>A log group of CloudWatch Logs.</summary>
    public sealed record LogGroup(string Name) : FlowLogPlace;

    /// <summary>A table of Athena.</summary>
    public sealed record AthenaTable(string Workgroup, string Database, string Table) : FlowLogPlace;
}
