using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Triggers;

/// <summary>
/// Somebody opened a port, or a check found it open: nobody has tried it, as far as this tells. It is worth an alert only where a guarded port is open.
/// </summary>
public abstract record OpeningTrigger : Trigger
{
    /// <summary>What it is about.</summary>
    public required Subject About { get; init; }

    /// <summary>The TCP ports that the source names; empty where it names none, so that it is about all guarded ones.</summary>
    public ImmutableArray<PortRange> Ports { get; init; } = [];

    /// <inheritdoc/>
    public sealed override Subject Subject => About;

    /// <inheritdoc/>
    public sealed override bool TellsOfOpening => true;

    /// <inheritdoc/>
    public sealed override string? WhyNotApplicable => null;

    /// <inheritdoc/>
    public sealed override string? SubjectDoes => null;

    /// <inheritdoc/>
    public sealed override bool Names(int port) => Ports.IsEmpty || Ports.Any(range => range.Contains(port));

    /// <inheritdoc/>
    public sealed override string Attempt(string services, string name) => $"that {services} on {name} can be reached";

    /// <inheritdoc/>
    public sealed override string Happened(string services, bool several, string name) => $"{Reporter} reported {services} to {name}";

    /// <summary>The partition of a Region.</summary>
    internal static string PartitionOf(string region) => region switch
    {
        _ when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ when region.StartsWith("eusc-", StringComparison.Ordinal) => "aws-eusc",
        _ => "aws",
    };
}
