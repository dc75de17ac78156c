using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>
/// The statements of policies and what they decide, as
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"/> says: nothing is allowed that no
/// statement allows, and a denial outweighs all of them. A word that is not known here fails the test rather than passing for nothing.
/// </summary>
public sealed class PolicyStatements(IEnumerable<JsonNode> documents)
{
    private static readonly string[] KnownParts = ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"];

    private readonly JsonObject[] statements =
        [.. documents.SelectMany(document => Many(document["Statement"])).Select(statement => statement.AsObject())];

    /// <summary>The actions that statements allow, as they are written there.</summary>
    public IEnumerable<string> AllowedActions =>
        statements.Where(statement => (string?)statement["Effect"] == "Allow").SelectMany(statement => Words(statement["Action"])).Distinct();

    /// <summary>The actions that statements allow on every resource, as they are written there.</summary>
    public IEnumerable<string> ActionsAllowedOnEverything =>
        statements.Where(statement => (string?)statement["Effect"] == "Allow" && Words(statement["Resource"]).Contains("*"))
            .SelectMany(statement => Words(statement["Action"]))
            .Distinct();

    public bool Allow(AccessRequest request) => Applies("Allow", request) && !Applies("Deny", request);

    /// <summary>The same statements and others.</summary>
    public PolicyStatements And(string document) =>
        new([new JsonObject { ["Statement"] = new JsonArray([.. statements.Select(s => s.DeepClone())]) }, JsonNode.Parse(document)!]);

    private bool Applies(string effect, AccessRequest request) => statements.Any(statement =>
    {
        Assert.All(statement, part => Assert.Contains(part.Key, KnownParts));
        return (string?)statement["Effect"] == effect
            && IsFor(statement["Principal"], request)
            && Words(statement["Action"]).Any(action => Like(action, request.Action, RegexOptions.IgnoreCase))
            && Words(statement["Resource"]).Any(resource => Like(resource, request.Resource))
            && (statement["Condition"]?.AsObject() ?? []).All(test => test.Value!.AsObject().All(key => Holds(test.Key, key, request)));
    });

    /// <summary>A statement about an account leaves it to the account's own policies and lets no service in.</summary>
    private static bool IsFor(JsonNode? principal, AccessRequest request) => (principal, request) switch
    {
        (null, _) => request is { Service: null, Caller: null },
        (_, { Caller: { } account }) => Words(principal["AWS"]).Contains($"arn:aws:iam::{account}:root"),
        _ => Words(principal["Service"]).Contains(request.Service),
    };

    private static bool Holds(string test, KeyValuePair<string, JsonNode?> key, AccessRequest request)
    {
        string? found = request.Context.GetValueOrDefault(key.Key);
        return test switch
        {
            "Null" => Words(key.Value).Contains(found is null ? "true" : "false"),
            "StringEquals" => Words(key.Value).Contains(found),
            "StringEqualsIgnoreCase" => Words(key.Value).Contains(found, StringComparer.OrdinalIgnoreCase),
            "ArnEquals" or "ArnLike" or "StringLike" => found is not null && Words(key.Value).Any(arn => Like(arn, found)),
            _ => throw new NotSupportedException($"{test} in a condition"),
        };
    }

    private static bool Like(string pattern, string value, RegexOptions options = RegexOptions.None) => Regex.IsMatch(
        value,
        $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}$",
        options | RegexOptions.CultureInvariant);

    private static IEnumerable<string> Words(JsonNode? node) => Many(node).Select(word => (string)word!);

    private static IEnumerable<JsonNode> Many(JsonNode? node) => node switch
    {
        null => [],
        JsonArray items => items.Select(item => item!),
        _ => [node],
    };
}
