using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>What services of logs answer, and what the alert tells of it.</summary>
internal static class EvidenceOf
{
    /// <summary>The notes about evidence, a line each.</summary>
    internal static string Notes(JsonObject document) => string.Join('\n', document["evidence"]!["notes"]!.AsArray().Select(note => (string?)note));

    /// <summary>The function gets this answer to every call of the action.</summary>
    internal static void Answer(DeployedFunction function, string action, string json) => function.Aws.Inject(call => call.Action == action, Body(json));

    internal static Fault Body(string json) => new Fault.AnsweredInstead(HttpAnswer.Json(200, json));
}
