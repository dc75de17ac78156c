using System.Collections.Immutable;

namespace ScanResponder.Alerts;

/// <summary>What comes before everything else, in every rendering.</summary>
internal static class Warning
{
    /// <summary>A sentence or two each; empty where there is nothing to warn of.</summary>
    internal static ImmutableArray<string> Of(Alert alert) =>
        [.. LoginWarning.Of(alert), .. AdmissionSentences.Warnings(alert, AlertSummary.Of(alert).NameOf(AlertSummary.UsualName))];
}
