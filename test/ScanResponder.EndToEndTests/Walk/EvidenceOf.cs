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

    /// <summary>How long the alert waited for the logs once EC2 had answered all: however long a busy machine takes for that, it is not their fault.</summary>
    internal static TimeSpan HeldUp(DeployedFunction function)
    {
        var publish = function.Aws.Calls.Single(call => call.Action == "Publish");
        return TimeProvider.System.GetElapsedTime(function.Aws.Calls.Where(call => call.Service == "ec2").Max(call => call.EndedAt)!.Value, publish.StartedAt);
    }
}
