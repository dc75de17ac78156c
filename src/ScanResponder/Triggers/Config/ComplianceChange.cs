namespace ScanResponder.Triggers.Config;

/// <summary>A rule of AWS Config that a security group does not comply with.</summary>
public sealed record ComplianceChange : OpeningTrigger
{
    /// <summary>The name of the rule, which anybody may have chosen.</summary>
    public required string RuleName { get; init; }

    /// <summary>When it was found, as a revision.</summary>
    public required string Revision { get; init; }

    /// <inheritdoc/>
    public override TriggerKey Key => new("config", Id, Revision);

    /// <inheritdoc/>
    public override string Reporter => "AWS Config";

    /// <inheritdoc/>
    public override string Noun => "rule";

    /// <inheritdoc/>
    public override string Url => $"{Scope.ConsoleOf("config")}#/rules/details?configRuleName={Uri.EscapeDataString(RuleName)}";

    /// <inheritdoc/>
    public override string Noticed(string services, string name) => $"AWS Config says that {name} does not comply with the rule {JsonPart.Shorten(RuleName)}";
}
