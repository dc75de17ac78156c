using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>A group with a hole, and a function one of whose calls is broken.</summary>
internal sealed class FaultStage(Scene scene, SecurityGroup group, IReadOnlyList<Ingress> original, string @event, DeployedFunction function) : IAsyncDisposable
{
    private const string OneCall = "amz-sdk-invocation-id";

    internal DeployedFunction Function => function;

    internal string Event => @event;

    /// <summary>Breaks the n-th call of an operation together with the SDK's retries of it, which carry the same id.</summary>
    internal void Break(string action, int place, Fault fault)
    {
        var gate = new Lock();
        var ids = new List<string>();
        function.Aws.Inject(
            call =>
            {
                if (call.Action != action)
                    return false;
                lock (gate)
                {
                    var id = call.Request.Header(OneCall) ?? "";
                    if (!ids.Contains(id))
                        ids.Add(id);
                    return ids.IndexOf(id) == place - 1;
                }
            },
            fault);
    }

    internal async Task AssertTruthAsync(JsonObject document, string mode)
    {
        var rules = await scene.RulesAsync(group);
        if (Hole.SaysClosed(document))
        {
            Assert.True(Hole.IsClosed(rules), $"It says tightened, and the rules are {string.Join(", ", Hole.Ranges(rules))}.");
            Assert.Equal(6, document["undo"]!.AsArray().Count);
            return;
        }

        Assert.Contains((string?)document["outcome"], mode == "notify" ? new[] { "left-open", "failed" } : ["failed"]);
        Assert.Equal(original, rules);
        Assert.True(document["undo"]!.AsArray().Count == 0, $"The rules are as they were, and there is an undo: {document.ToJsonString()}");
    }

    public ValueTask DisposeAsync() => scene.DisposeAsync();
}
