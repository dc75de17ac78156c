using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Exposure;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts;

/// <summary>Sentences on ports that are open to the internet and that nothing closes for this finding.</summary>
internal static class OpenPortsSentences
{
    private const int MostPorts = 10;
    private const int MostRules = 4;

    // Where systems take the port for a passing connection from: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
    // says 1024 and up for all of them together; Linux, which is on most instances, begins here.
    private const int FirstEphemeral = 32_768;

    /// <summary>What was probed, is not among what is to be closed, and is open; a sentence for each set of ports that the same rules leave open.</summary>
    internal static ImmutableArray<string> Probed(Alert alert) => Sentences(
        alert,
        alert.OtherProbedOpen,
        (ports, several) => alert.Outcome.Verdict is Verdict.NotApplicable
            ? $"{ports} {(several ? "are" : "is")} open to the internet"
            : alert.Trigger.TellsOfOpening ? $"{ports} {(several ? "are" : "is")} not guarded and still open to the internet"
            : $"{ports} {(several ? "were" : "was")} probed too and {(several ? "are" : "is")} still open to the internet");

    /// <summary>What is guarded, was not probed, and is open all the same.</summary>
    internal static ImmutableArray<string> Guarded(Alert alert) => Sentences(
        alert, alert.OtherGuardedOpen, (ports, several) => $"{ports} {(several ? "were" : "was")} not tried, but {(several ? "are" : "is")} guarded and open to the internet");

    /// <summary>The ports that somebody may want to guard from now on: open ones, and never one that a system gives to passing connections.</summary>
    internal static ImmutableArray<int> ToGuard(Alert alert) =>
        [.. alert.OtherProbedOpen.Where(exposure => !alert.IsGuarded(exposure.Port)).Select(exposure => exposure.Port).Where(port => port < FirstEphemeral).Distinct().Order()];

    /// <summary>The open rules of ports that are not to be guarded, because systems give them to passing connections.</summary>
    internal static IEnumerable<PortExposure> Passing(Alert alert) => alert.OtherProbedOpen.Where(exposure => exposure.Port >= FirstEphemeral).DistinctBy(exposure => exposure.Rule.Id);

    /// <summary>The ports by their names, with numbers: <c>SSH (TCP 22) and TCP 8081</c>.</summary>
    internal static string Names(IEnumerable<int> ports, Alert alert)
    {
        var all = ports.Distinct().Order().ToList();
        return TextFormat.List([.. all.Take(MostPorts).Select(port => Name(port, alert)), .. all.Count > MostPorts ? [$"{all.Count - MostPorts} more"] : Array.Empty<string>()]);
    }

    private static string Name(int port, Alert alert) => PortNames.Of(port, alert.Trigger.Probes) is var name && name.StartsWith("TCP ", StringComparison.Ordinal)
        ? name
        : string.Create(CultureInfo.InvariantCulture, $"{name} (TCP {port})");

    private static ImmutableArray<string> Sentences(Alert alert, IEnumerable<PortExposure> open, Func<string, bool, string> what) =>
    [
        .. open.GroupBy(exposure => exposure.Port)
            .Select(exposures => (Port: exposures.Key, Rules: exposures.Select(alert.RuleNow).Distinct().ToList()))
            .GroupBy(entry => string.Join('\n', entry.Rules))
            .Select(same => $"{what(Names(same.Select(entry => entry.Port), alert), same.Count() > 1)}: {Rules(same.First().Rules)}."),
    ];

    private static string Rules(List<string> rules) =>
        TextFormat.List([.. rules.Take(MostRules), .. rules.Count > MostRules ? [TextFormat.Count(rules.Count - MostRules, "more rule")] : Array.Empty<string>()]);
}
