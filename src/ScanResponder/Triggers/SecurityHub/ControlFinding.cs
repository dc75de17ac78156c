using System.Collections.Immutable;

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
    public override string? Beyond => PortsOf(Type).IsEmpty ? $"The control {Type} is about other ports too, which are not guarded and were not looked at." : null;

    /// <summary>The ports that a control is about; empty where they are many, or depend on its parameters.</summary>
    /// <remarks><see href="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html"/>.</remarks>
    internal static ImmutableArray<int> PortsOf(string control) => control switch { "EC2.13" => [22], "EC2.14" => [3389], "EC2.53" or "EC2.54" => [22, 3389], _ => [] };

    /// <inheritdoc/>
    public override string Noticed(string services, string name) => Order is null
        ? $"Security Hub says that {name} fails the control {Type}"
        : $"Somebody chose this function's action for a finding of Security Hub: {name} fails the control {Type}";
}
