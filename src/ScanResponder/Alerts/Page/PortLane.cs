using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Exposure;

namespace ScanResponder.Alerts.Page;

/// <summary>The way to one guarded or probed port.</summary>
/// <param name="Title">The port, and why it is looked at.</param>
/// <param name="State">What is the case now, in a few words.</param>
/// <param name="Tone">The class of its colour.</param>
/// <param name="Because">How sure that is, as a sentence; empty where the picture says it all.</param>
/// <param name="Hops">The hops, from the outside inwards.</param>
/// <param name="ClosedNow">True where the rule that let packets in is gone by what was done.</param>
internal sealed record PortLane(string Title, string State, string Tone, string Because, ImmutableArray<Hop> Hops, bool ClosedNow)
{
    /// <summary>So many ports are drawn.</summary>
    internal const int Most = 8;

    /// <summary>Every port that the alert is about, those in scope first.</summary>
    internal static ImmutableArray<int> Ports(Alert alert) => alert.Trigger.SubjectDoes is not null ? [] :
        [.. alert.PortsInScope.Concat(alert.OtherProbedOpen.Select(exposure => exposure.Port)).Concat(alert.Trigger.ProbedPorts).Concat(alert.GuardedPorts.Order()).Distinct()];

    /// <summary>The lane of one port.</summary>
    internal static PortLane Of(int port, Alert alert)
    {
        var exposures = alert.Exposures.Where(exposure => exposure.Port == port)
            .OrderBy(exposure => alert.HasRemoved(exposure.Rule))
            .ThenByDescending(exposure => alert.ReachOf(exposure).Reachable switch { true => 2, null => 1, false => 0 })
            .ToList();
        var shown = exposures.FirstOrDefault();
        var hops = Exposure.Hops.To(port, shown, alert.View.Groups is not null, alert.View.Path, alert.Trigger.Probes);
        var title = OpenPortsSentences.Names([port], alert) + Why(port, alert);
        if (shown is null)
        {
            return alert.View.Groups is null
                ? new(title, "not known", "warn", "", hops, false)
                : new(title, "not open to the internet", "good", "", hops, false);
        }

        var reach = alert.ReachOf(shown);

        // Where packets get all the way, the picture says all that the sentence does.
        var sentence = reach.Reachable is true && hops.All(hop => hop.State is HopState.Open) ? "" : $"{reach.Because} ";
        var because = (sentence + (exposures.Count > 1 ? $"{TextFormat.Count(exposures.Count - 1, "more rule")} let the internet in here{(alert.HasRemoved(shown.Rule) ? ", and went too" : "")}." : "")).TrimEnd();
        var (state, tone) = (alert.HasRemoved(shown.Rule), reach.Reachable) switch
        {
            (true, _) => ("closed now", "good"),
            (_, true) => ("open, and packets get there", "bad"),
            (_, null) => ("open by its rules", "bad"),
            _ => ("open by its rules, but nothing gets there", "warn"),
        };
        return new(title, state, tone, because, hops, alert.HasRemoved(shown.Rule));
    }

    private static string Why(int port, Alert alert)
    {
        var words = string.Join(", ", new[] { alert.IsGuarded(port) ? "guarded" : "not guarded", !alert.Trigger.TellsOfOpening && alert.Trigger.ProbedPorts.Contains(port) ? "probed" : null }.OfType<string>());
        return string.Create(CultureInfo.InvariantCulture, $", {words}");
    }
}
