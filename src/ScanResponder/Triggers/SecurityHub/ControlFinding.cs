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
    /// <remarks><see href="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html"/>.</remarks>
    public override string? Beyond(ImmutableArray<int> guarded)
    {
        int[] named = Type switch { "EC2.13" => [22], "EC2.14" => [3389], "EC2.53" or "EC2.54" => [22, 3389], _ => [] };
        if (named.Length == 0)
            return $"The control {Type} is about other ports too, which are not guarded and were not looked at.";
        int[] left = [.. named.Except(guarded)];
        return left.Length == 0 ? null : $"The control {Type} is about TCP {string.Join(" and ", left)}{(left.Length < named.Length ? " too" : "")}, which {(left.Length == 1 ? "is" : "are")} not guarded and {(left.Length == 1 ? "was" : "were")} not looked at.";
    }

    /// <inheritdoc/>
    public override string Noticed(string services, string name) => Order is null
        ? $"Security Hub says that {name} fails the control {Type}"
        : $"Somebody chose this function's action for a finding of Security Hub: {name} fails the control {Type}";
}
