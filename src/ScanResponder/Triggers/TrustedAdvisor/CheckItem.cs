namespace ScanResponder.Triggers.TrustedAdvisor;

/// <summary>An item of a check of Trusted Advisor that is red or yellow.</summary>
public sealed record CheckItem : OpeningTrigger
{
    /// <summary>When it was refreshed, as a revision.</summary>
    public required string Revision { get; init; }

    /// <inheritdoc/>
    public override TriggerKey Key => new("trustedadvisor", Id, Revision);

    /// <inheritdoc/>
    public override string Reporter => "Trusted Advisor";

    /// <inheritdoc/>
    public override string Noun => "check";

    /// <inheritdoc/>
    public override string Url => $"{Scope.ConsoleOf("trustedadvisor")}#/category/security";

    /// <inheritdoc/>
    public override string Noticed(string services, string name) => $"Trusted Advisor found {name} in its check \"{Type}\"";
}
