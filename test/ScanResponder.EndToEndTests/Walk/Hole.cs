using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>A group with a hole that takes every kind of change to close, and what it must look like before and after.</summary>
internal static class Hole
{
    internal static Ingress[] Open { get; } =
    [
        Ingress.Tcp(20, 25, "0.0.0.0/0", "it's \"mail\"").Tagged(("owner", "team a")),
        Ingress.Tcp(443, "0.0.0.0/0", "web"),
    ];

    /// <summary>The ports and sources that are left when the hole is closed and all else is kept.</summary>
    private static readonly string[] Closed =
        ["20-21 0.0.0.0/0", "22-22 10.0.0.0/16", "23-25 0.0.0.0/0", "443-443 0.0.0.0/0"];

    internal static bool IsClosed(IEnumerable<Ingress> rules) => Ranges(rules).SequenceEqual(Closed);

    internal static string[] Ranges(IEnumerable<Ingress> rules) => [.. rules.Select(rule => $"{rule.FromPort}-{rule.ToPort} {rule.Source}").Order(StringComparer.Ordinal)];

    internal static bool SaysClosed(JsonObject document) => (string?)document["outcome"] is "tightened";
}
