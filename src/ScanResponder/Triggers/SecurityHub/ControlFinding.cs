namespace ScanResponder.Triggers.SecurityHub;

/// <summary>A security control of Security Hub that a security group fails.</summary>
public sealed record ControlFinding : OpeningTrigger
{
    /// <summary>When it was last updated, as a revision.</summary>
    public required string Revision { get; init; }

    /// <inheritdoc/>
    public override TriggerKey Key => Order is { } order ? new("order", Id, order) : new("securityhub", Id, Revision);

    /// <inheritdoc/>
    public override string Reporter => "Security Hub";

    /// <inheritdoc/>
    public override string Url => $"{Scope.ConsoleOf("securityhub")}#/findings?search=Id%3D%255Coperator%255C%253AEQUALS%255C%253A{Uri.EscapeDataString(Uri.EscapeDataString(Id))}";

    /// <inheritdoc/>
    public override string Noticed(string services, string name) => Order is null
        ? $"Security Hub says that {name} fails the control {Type}"
        : $"Somebody chose this function's action for a finding of Security Hub: {name} fails the control {Type}";
}
