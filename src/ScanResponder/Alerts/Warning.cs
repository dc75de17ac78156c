using System.Collections.Immutable;

namespace ScanResponder.Alerts;

/// <summary>What comes before everything else, in every rendering.</summary>
internal static class Warning
{
    /// <summary>A sentence or two each; empty where there is nothing to warn of.</summary>
    internal static ImmutableArray<string> Of(Alert alert) => [.. LoginWarning.Of(alert), .. AdmissionSentences.Warnings(alert, NameOf(alert))];

    private static string NameOf(Alert alert) =>
        TextFormat.Quoted(TextFormat.Truncate(TextFormat.Trimmed(alert.Instance?.Name) ?? TextFormat.Trimmed(alert.Instance?.Id) ?? "an instance", 32));
}
