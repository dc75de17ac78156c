using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ScanResponder.Cli.Doctor;

/// <summary>What was seen, as JSON: for programs, and as a report that can be sent to others.</summary>
internal static partial class DoctorDocument
{
    /// <summary>The settings whose values say which networks somebody has.</summary>
    private static readonly string[] Private = ["RESPONDER_TRUSTED_SOURCES", "RESPONDER_KNOWN_SCANNERS", "TrustedSources", "KnownScanners", "AlertEmail", "AlertPhone"];

    /// <summary>The lines.</summary>
    internal static JsonObject Of(IReadOnlyList<Check> checks) => new()
    {
        ["schema"] = "scan-responder/doctor/1",
        ["counts"] = new JsonObject
        {
            ["ok"] = checks.Count(check => check.State is CheckState.Ok),
            ["problem"] = checks.Count(check => check.State is CheckState.Problem),
            ["couldNotLook"] = checks.Count(check => check.State is CheckState.CouldNotLook),
        },
        ["checks"] = new JsonArray(
        [
            .. checks.Select(check => new JsonObject
            {
                ["subject"] = check.Subject,
                ["state"] = WordOf(check.State),
                ["text"] = check.Text,
                ["mend"] = check.Mend,
            }),
        ]),
    };

    /// <summary>The report: the lines and the deployment, without account numbers, addresses, numbers of phones and networks.</summary>
    internal static JsonNode Report(Deployment deployment, IReadOnlyList<Check> checks, DateTimeOffset now)
    {
        var report = Of(checks);
        report["at"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        report["tool"] = new JsonObject
        {
            ["version"] = typeof(DoctorDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.OSDescription,
        };
        report["partition"] = deployment.Partition;
        report["region"] = deployment.Region;
        if (deployment.Stack is not null)
        {
            report["stack"] = new JsonObject
            {
                ["name"] = deployment.Stack,
                ["status"] = deployment.StackStatus,
                ["parameters"] = Values(deployment.Parameters),
            };
        }

        var function = new JsonObject();
        foreach (var name in new[] { "Runtime", "MemorySize", "Timeout", "CodeSize", "CodeSha256", "LastModified", "State", "LastUpdateStatus" })
            function[name] = deployment.Configuration.Text(name);
        function["Architectures"] = new JsonArray([.. deployment.Configuration.Texts("Architectures").Select(name => JsonValue.Create(name))]);
        function["settings"] = Values((deployment.Configuration.Member("Environment").Member("Variables") as JsonObject ?? [])
            .Where(setting => setting.Key.StartsWith("RESPONDER_", StringComparison.Ordinal))
            .Select(setting => KeyValuePair.Create(setting.Key, setting.Value?.ToString() ?? "")));
        report["function"] = function;
        return Masked(report)!;
    }

    /// <summary>The document as text, to be read by people too.</summary>
    internal static string Write(JsonNode document, bool indented)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>What a state is called.</summary>
    internal static string WordOf(CheckState state) => state switch
    {
        CheckState.Ok => "ok",
        CheckState.Problem => "problem",
        CheckState.CouldNotLook => "could not look",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    private static JsonObject Values(IEnumerable<KeyValuePair<string, string>> values) => new(values
        .OrderBy(value => value.Key, StringComparer.Ordinal)
        .Select(value => KeyValuePair.Create(value.Key, (JsonNode?)(Private.Contains(value.Key) && value.Value is not ("" or "connected" or "vpc" or "none") ? "(set)" : value.Value))));

    private static JsonNode? Masked(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Masked(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Masked)]),
        JsonValue value when value.GetValueKind() is JsonValueKind.String => Masked(value.ToString()),
        _ => node?.DeepClone(),
    };

    private static string Masked(string text) =>
        AccountId().Replace(Phone().Replace(Email().Replace(Url().Replace(text, "<address>"), "<e-mail>"), "<phone>"), "<account>");

    [GeneratedRegex(@"https?://[^\s']+")]
    private static partial Regex Url();

    [GeneratedRegex(@"[^\s@'<>]+@[^\s@'<>]+\.[A-Za-z]{2,}")]
    private static partial Regex Email();

    [GeneratedRegex(@"\+[1-9][0-9]{6,14}\b")]
    private static partial Regex Phone();

    [GeneratedRegex(@"(?<![0-9a-f])[0-9]{12}(?![0-9a-f])")]
    private static partial Regex AccountId();
}
