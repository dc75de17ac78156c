namespace ScanResponder.Triggers;

/// <summary>The finding of Security Hub, in its older format (ASFF), that a trigger came with: what its workflow status is set by.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ProductArn">The product that reported it.</param>
public sealed record HubFinding(string Id, string ProductArn);
