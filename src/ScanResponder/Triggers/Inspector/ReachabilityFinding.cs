namespace ScanResponder.Triggers.Inspector;

/// <summary>A path from the internet to a port of an instance that Inspector found in the configuration.</summary>
public sealed record ReachabilityFinding : OpeningTrigger
{
    /// <summary>When it was reported, as a revision.</summary>
    public required string Revision { get; init; }

    /// <inheritdoc/>
    public override TriggerKey Key => new("inspector", Id, Revision);

    /// <inheritdoc/>
    public override string Reporter => "Inspector";

    /// <inheritdoc/>
    public override string Url => $"{Scope.ConsoleOf("inspector/v2")}#/findings/all?findingArn={Uri.EscapeDataString(Id)}";

    /// <inheritdoc/>
    public override string Noticed(string services, string name) => $"Inspector found a path from the internet to {services} on {name}";
}
