namespace ScanResponder.Triggers;

/// <summary>The finding of Security Hub that a trigger came with: what its status is set by.</summary>
public abstract record HubFinding
{
    private HubFinding()
    {
    }

    /// <summary>One in the older format (ASFF).</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="ProductArn">The product that reported it.</param>
    public sealed record Older(string Id, string ProductArn) : HubFinding;

    /// <summary>One in the newer format (OCSF).</summary>
    /// <param name="MetadataUid">Its unique id in Security Hub.</param>
    public sealed record Newer(string MetadataUid) : HubFinding;
}
