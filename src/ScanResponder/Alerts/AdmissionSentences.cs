using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Alerts;

/// <summary>Sentences on which rule lets in whom, and on hosts that attack from inside.</summary>
internal static class AdmissionSentences
{
    private const int MostHosts = 5;
    private const int MostRules = 6;
    private const int MostAddresses = 5;

    /// <summary>A warning for each host that attacks from inside; empty where there is none.</summary>
    internal static ImmutableArray<string> Warnings(Alert alert, string name)
    {
        var inside = alert.Insiders;
        return
        [
            .. inside.Take(MostHosts).Select(host =>
                $"{Who(host)} attacks {name}{(RulesFor(host.Address, alert) is { Length: > 0 } rules ? $", and {rules} {(Several(host.Address, alert) ? "let" : "lets")} it in" : "")}. "
                + "That host may be compromised."),
            .. inside.Length > MostHosts ? [$"{TextFormat.Count(inside.Length - MostHosts, "more host")} inside did so too."] : ImmutableArray<string>.Empty,
        ];
    }

    /// <summary>The host in a few words: <c>10.0.3.9 (instance bastion, i-…, in vpc-…)</c>.</summary>
    internal static string Who(InsideHost host)
    {
        string[] parts =
        [
            .. TextFormat.Trimmed(host.Instance?.Name) is { } named ? [$"instance {TextFormat.Quoted(TextFormat.Truncate(named, 40))}"] : Array.Empty<string>(),
            .. host.InstanceId is { } id ? [id] : host.Interface is { } networkInterface ? [networkInterface.Id] : Array.Empty<string>(),
            .. host.VpcId is { } vpc ? [$"inside {vpc}"] : host.Via is null ? ["a private address"] : Array.Empty<string>(),
            .. host.Via is { } via ? [$"behind {via}"] : Array.Empty<string>(),
        ];
        return $"{host.Address} ({string.Join(", ", parts)})";
    }

    /// <summary>The host that somebody must look at: its name, else its id, else its address.</summary>
    internal static string Host(InsideHost host) => TextFormat.Trimmed(host.Instance?.Name) is { } named
        ? $"{TextFormat.Quoted(TextFormat.Truncate(named, 40))} ({host.InstanceId}, {host.Address})"
        : host.InstanceId is { } id ? $"{id} ({host.Address})" : host.Address;

    /// <summary>What lets in whom, a sentence for each rule, and one for the addresses that nothing lets in.</summary>
    internal static IEnumerable<string> Sentences(Alert alert)
    {
        if (alert.View.Groups is null || !alert.IsAboutAttempts)
            yield break;
        var rules = alert.AdmittedBy.GroupBy(admitted => admitted.Rule.Id).ToList();
        foreach (var rule in rules.Take(MostRules))
            yield return $"{Rule(rule.First().Rule)} {(alert.HasRemoved(rule.First().Rule) ? "let" : "lets")} in {Addresses([.. rule.Select(admitted => admitted.RemoteIp).Distinct()])}{(rule.First().World ? ", like everybody else" : "")}.";
        if (rules.Count > MostRules)
            yield return $"{TextFormat.Count(rules.Count - MostRules, "more rule")} let them in too.";
        if (alert.AdmittedBy.Length == Admission.Most)
            yield break;
        var admitted = alert.AdmittedBy.Select(entry => entry.RemoteIp).ToHashSet();
        List<string> others = [.. alert.Trigger.Probes.Where(probe => probe.Port is not null).Select(probe => probe.RemoteIp).OfType<string>().Distinct().Where(address => !admitted.Contains(address))];
        if (others.Count > 0 && rules.Count > 0)
            yield return $"No rule lets in {Addresses(others)}.";
    }

    /// <summary>What still lets in addresses that the finding names once the world's rules are gone; a sentence for each rule.</summary>
    internal static IEnumerable<string> Remaining(Alert alert)
    {
        foreach (var rule in alert.AdmittedBy.Where(admitted => !admitted.World).GroupBy(admitted => admitted.Rule.Id).Take(MostRules))
            yield return $"{Rule(rule.First().Rule)} {(alert.IsClosedNow ? "still lets" : "lets")} in {Addresses([.. rule.Select(admitted => admitted.RemoteIp).Distinct()])}";
    }

    /// <summary>The addresses that keep access only because the policy trusts them.</summary>
    internal static ImmutableArray<string> TrustedAttackers(Alert alert) =>
        [.. alert.AdmittedBy.Where(admitted => admitted.World && alert.PortsInScope.Contains(admitted.Port)).Select(admitted => admitted.RemoteIp).Distinct().Where(alert.IsTrusted)];

    /// <summary><c>sgr-… in sg-… (tcp 22 from 0.0.0.0/0)</c>.</summary>
    internal static string Rule(IngressRule rule) => $"{rule.Id} in {rule.GroupId} ({rule.Traffic} from {rule.Source})";

    /// <summary>Some of the addresses, and how many more there are.</summary>
    internal static string Addresses(IReadOnlyCollection<string> addresses) => TextFormat.List(
        addresses.Count > MostAddresses ? [.. addresses.Take(MostAddresses), $"{addresses.Count - MostAddresses} more"] : addresses);

    private static string RulesFor(string address, Alert alert)
    {
        var rules = alert.AdmittedBy.Where(admitted => admitted.RemoteIp == address).Select(admitted => admitted.Rule).DistinctBy(rule => rule.Id).ToList();
        return TextFormat.List([.. rules.Take(2).Select(Rule), .. rules.Count > 2 ? [$"{TextFormat.Count(rules.Count - 2, "more rule")}"] : Array.Empty<string>()]);
    }

    private static bool Several(string address, Alert alert) =>
        alert.AdmittedBy.Where(admitted => admitted.RemoteIp == address).Select(admitted => admitted.Rule.Id).Distinct().Count() > 1;
}
