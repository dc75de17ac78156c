using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ScanResponder.Cli.Doctor;

/// <summary>The policy of a resource, read for what it allows to whom. Conditions are not looked at: what has one counts as allowed.</summary>
internal sealed class PolicyDocument
{
    private readonly List<JsonNode> _statements;

    private PolicyDocument(List<JsonNode> statements) => _statements = statements;

    /// <summary>Reads a policy; one that is not JSON allows nothing.</summary>
    internal static PolicyDocument Parse(string json)
    {
        try
        {
            var statements = JsonNode.Parse(json).Member("Statement");
            return new(statements is JsonArray items ? [.. items.OfType<JsonNode>()] : statements is null ? [] : [statements]);
        }
        catch (JsonException)
        {
            return new([]);
        }
    }

    /// <summary>True where a statement allows the action to a service.</summary>
    internal bool AllowsService(string service, string action) => Allowing(action).Any(statement => statement.Member("Principal").Texts("Service").Contains(service) || IsEverybody(statement));

    /// <summary>True where a statement allows the action to a role, by itself or by leaving it to the account's IAM.</summary>
    internal bool AllowsRole(string roleArn, string partition, string accountId, string action) => Allowing(action).Any(statement =>
        IsEverybody(statement) || statement.Member("Principal").Texts("AWS").Any(principal => principal == roleArn || principal == accountId || principal == $"arn:{partition}:iam::{accountId}:root"));

    /// <summary>
    /// True where a trust policy lets a role of an account in that brings this external id. Of its conditions, those are looked at that name the role and the external id.
    /// </summary>
    internal bool LetsIn(string roleArn, string partition, string accountId, string action, string externalId) => Allowing(action).Any(statement =>
        (IsEverybody(statement) || statement.Member("Principal").Texts("AWS").Any(principal => principal == roleArn || principal == accountId || principal == $"arn:{partition}:iam::{accountId}:root"))
        && Asks(statement, "aws:PrincipalArn") is var roles && (roles.Count == 0 || roles.Contains(roleArn))
        && Asks(statement, "sts:ExternalId") is var ids && (ids.Count == 0 || ids.Contains(externalId)));

    private static List<string> Asks(JsonNode statement, string key) =>
        [.. (statement.Member("Condition") as JsonObject ?? []).Where(test => test.Key.Contains("Equals", StringComparison.Ordinal)).SelectMany(test => test.Value.Texts(key))];

    /// <summary>True where a function's policy lets EventBridge invoke it for a rule: for this one, for those of a pattern, or for all.</summary>
    internal bool LetsRule(string ruleArn) => Allowing("lambda:InvokeFunction").Any(statement =>
        (statement.Member("Principal").Texts("Service").Contains("events.amazonaws.com") || IsEverybody(statement))
        && Names(statement, "aws:SourceArn") is var sources && (sources.Count == 0 || sources.Exists(source => Covers(source, ruleArn))));

    private static List<string> Names(JsonNode statement, string key) =>
        [.. (statement.Member("Condition") as JsonObject ?? []).SelectMany(test => (test.Value as JsonObject ?? []).Where(value => value.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).SelectMany(value => test.Value.Texts(value.Key)))];

    /// <summary>True where it refuses what does not come by TLS.</summary>
    internal bool RefusesPlainTransport() => _statements.Any(statement =>
        statement.Text("Effect") is "Deny" && statement.Member("Condition").Member("Bool").Text("aws:SecureTransport") is "false");

    private IEnumerable<JsonNode> Allowing(string action) => _statements.Where(statement =>
        statement.Text("Effect") is "Allow" && statement.Texts("Action").Any(pattern => Covers(pattern, action)));

    private static bool Covers(string pattern, string text) =>
        Regex.IsMatch(text, $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z", RegexOptions.IgnoreCase);

    private static bool IsEverybody(JsonNode statement) => statement.Text("Principal") is "*" || statement.Member("Principal").Texts("AWS").Contains("*");
}
