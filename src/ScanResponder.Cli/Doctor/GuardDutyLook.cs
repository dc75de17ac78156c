using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether GuardDuty looks, and tells what it sees.</summary>
internal static class GuardDutyLook
{
    private const string Subject = "GuardDuty";

    /// <summary>AWS Security Incident Response makes rules of these names by itself, and archives with them what it takes for harmless.</summary>
    private const string Triage = "SIRTriage-";

    /// <summary>The findings that the function answers by closing a port.</summary>
    private static readonly string[] Answered =
    [
        "Recon:EC2/PortProbeUnprotectedPort", "Recon:EC2/PortProbeEMRUnprotectedPort", "Recon:EC2/Portscan",
        "UnauthorizedAccess:EC2/SSHBruteForce", "UnauthorizedAccess:EC2/RDPBruteForce",
    ];

    /// <summary>A Region: that of the function, or one whose findings are forwarded to it.</summary>
    internal static async IAsyncEnumerable<Check> LookAsync(
        Examination examination, string region, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!examination.Hears(Source.GuardDuty))
        {
            yield return Check.Ok(Subject, "not listened to");
            yield break;
        }

        var api = examination.Open(region);
        string? detector = null;
        await foreach (var id in PagesAsync(api, "ListDetectors", "/detector", "detectorIds", cancellationToken))
            detector ??= id;
        if (detector is null)
        {
            yield return Check.Problem(Subject, $"it is off in {region}: no finding ever comes", $"aws guardduty create-detector --region {region} --enable");
            yield break;
        }

        var state = await api.AskAsync(new(ApiService.GuardDuty, "GetDetector") { Path = $"/detector/{detector}" }, cancellationToken);
        yield return string.Equals(state.Text("status"), "ENABLED", StringComparison.OrdinalIgnoreCase)
            ? Check.Ok(Subject, $"on in {region} (detector {detector})")
            : Check.Problem(Subject, $"its detector {detector} in {region} is suspended: no finding comes", $"aws guardduty update-detector --region {region} --detector-id {detector} --enable");
    }

    /// <summary>The rules by which GuardDuty keeps findings to itself.</summary>
    internal static async IAsyncEnumerable<Check> SuppressionsAsync(
        Examination examination, string region, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!examination.Hears(Source.GuardDuty))
            yield break;
        var api = examination.Open(region);
        await foreach (var detector in PagesAsync(api, "ListDetectors", "/detector", "detectorIds", cancellationToken))
        {
            var hiding = 0;
            await foreach (var name in PagesAsync(api, "ListFilters", $"/detector/{detector}/filter", "filterNames", cancellationToken))
            {
                var filter = await api.AskAsync(new(ApiService.GuardDuty, "GetFilter") { Path = $"/detector/{detector}/filter/{Uri.EscapeDataString(name)}" }, cancellationToken);
                if (filter.Text("action") is not "ARCHIVE" || Hidden(filter) is not { Length: > 0 } types)
                    continue;
                hiding++;
                var maker = name.StartsWith(Triage, StringComparison.Ordinal) ? ", which AWS Security Incident Response made," : "";
                var others = Others(filter);
                yield return Check.Problem(
                    "suppression",
                    $"the rule {name}{maker} in {region} hides {string.Join(", ", types)}{(others.Length == 0 ? "" : $" where it matches by {others}")}: GuardDuty sends no event of those",
                    $"aws guardduty update-filter --region {region} --detector-id {detector} --filter-name {Shell.Quote(name)} --action NOOP");
            }

            if (hiding == 0)
                yield return Check.Ok("suppression", $"no rule of GuardDuty in {region} hides what is answered");
        }
    }

    private static async IAsyncEnumerable<string> PagesAsync(
        IAwsApi api, string operation, string path, string list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await api.AskAsync(
                new(ApiService.GuardDuty, operation) { Path = next is null ? path : $"{path}?nextToken={Uri.EscapeDataString(next)}" }, cancellationToken);
            foreach (var item in page.Texts(list))
                yield return item;
            next = page.Text("nextToken");
        }
        while (!string.IsNullOrEmpty(next));
    }

    /// <summary>The answered types that a rule may hide: all where it does not ask for the type.</summary>
    private static string[] Hidden(JsonNode filter)
    {
        var asked = Criteria(filter).Where(criterion => criterion.Key is "type").Select(criterion => criterion.Value).FirstOrDefault();
        return [.. Answered.Where(type => asked is null || Takes(asked, type))];
    }

    // https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Condition.html; the older words have the same meaning as the newer ones.
    private static bool Takes(JsonNode condition, string type) => condition is not JsonObject members || members.All(member => member.Key switch
    {
        "eq" or "equals" => condition.Texts(member.Key).Contains(type),
        "neq" or "notEquals" => !condition.Texts(member.Key).Contains(type),
        "matches" => condition.Texts(member.Key).Any(pattern => Matches(pattern, type)),
        "notMatches" => !condition.Texts(member.Key).Any(pattern => Matches(pattern, type)),
        _ => true,
    });

    private static bool Matches(string pattern, string type) =>
        Regex.IsMatch(type, $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}\z");

    private static string Others(JsonNode filter) =>
        string.Join(", ", Criteria(filter).Select(criterion => criterion.Key).Where(name => name is not ("type" or "service.archived")).Order(StringComparer.Ordinal));

    private static JsonObject Criteria(JsonNode filter) => filter.Member("findingCriteria").Member("criterion") as JsonObject ?? [];
}
