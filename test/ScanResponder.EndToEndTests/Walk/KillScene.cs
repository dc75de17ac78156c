using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>A group with a hole, a journal, and a function whose process can be made to die.</summary>
internal sealed class KillScene : IAsyncDisposable
{
    private readonly Scene _scene;
    private readonly SecurityGroup _group;
    private readonly string _event;
    private readonly string _table;
    private readonly IReadOnlyList<Ingress> _original;

    private KillScene(Scene scene, SecurityGroup group, IReadOnlyList<Ingress> original, string @event, string table, DeployedFunction function)
    {
        _scene = scene;
        _group = group;
        _original = original;
        _event = @event;
        _table = table;
        Function = function;
    }

    internal DeployedFunction Function { get; }

    /// <summary>How often the process died when people may have been told already; each may cost a repeated alert.</summary>
    internal int DeathsAfterTelling { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<KillScene> SetAsync(MotoServer moto, PublishedBootstrap bootstrap, Lag? lag = null)
    {
        var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Hole.Open);
        var instance = await scene.InstanceAsync(group);
        var table = await scene.World.JournalTableAsync(Token);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_JOURNAL_TABLE", table));
        function.Aws.SnsIsPrompt = true;
        if (lag is { } late)
            function.Aws.Ec2 = new LaggingEc2(scene.World, [late]);
        return new(scene, group, await scene.RulesAsync(group), SampleEvents.Load("port-probe-ssh").At(instance).Json, table, function);
    }

    /// <summary>Every place to die at in a walk that goes well.</summary>
    internal async Task<IReadOnlyList<Death>> CallsAsync()
    {
        await Function.InvokeAsync(_event, Token);
        var calls = Function.Aws.Calls;
        return [.. new[] { false, true }.SelectMany(after => calls.Select(call => new Death(call.Action, call.Occurrence, after)))];
    }

    /// <summary>Delivers the event, lets the process die at each of these places in turn, and delivers it once more.</summary>
    /// <returns>What the last delivery answered, and how often the process died.</returns>
    internal async Task<(JsonObject Document, int Deaths)> KilledAsync(IReadOnlyList<Death> deaths, Invocation first, Invocation last)
    {
        var died = 0;
        foreach (var death in deaths)
        {
            var before = Function.Aws.Calls;
            var occurrence = death.Occurrence + before.Count(earlier => earlier.Action == death.Action);
            var dead = false;
            var process = Function.Process;
            void Kill(AwsCall call)
            {
                Volatile.Write(ref dead, true);
                process.Kill();
            }

            Function.Aws.Inject(
                call => call.Action == death.Action && call.Occurrence == occurrence,
                death.After ? new Fault.After(Kill) : new Fault.Before(Kill));
            try
            {
                await Function.InvokeAsync(first with { Event = _event }, Token);
            }
            catch (ProcessDiedException) when (Volatile.Read(ref dead))
            {
            }

            Function.Aws.Mend();
            if (!Volatile.Read(ref dead))
                continue;

            // What the dead process had sent counts as well, wherever it was on its way when the process died.
            await Function.RestartAsync(Token);
            died++;
            if (Function.Aws.Calls.Skip(before.Count).Any(made => made is { Action: "Publish", Performed: not null }))
                DeathsAfterTelling++;
        }

        if (last.RequestId != first.RequestId)
            await _scene.World.EndLeasesAsync(_table, Token);
        var result = await Function.InvokeAsync(last with { Event = _event }, Token);
        return (Scene.Document(result, Function), died);
    }

    internal async Task AssertClosedAsync() => Assert.True(Hole.IsClosed(await _scene.RulesAsync(_group)), string.Join(", ", Hole.Ranges(await _scene.RulesAsync(_group))));

    internal async Task AssertUndoneByAsync(JsonObject document)
    {
        foreach (var command in await PastedCommand.ReadAsync(document["undo"]!.AsArray().Select(line => (string)line!), _scene.World.AccountId, Token))
            await _scene.World.PasteAsync(command, Token);
        Assert.Equal(_original, await _scene.RulesAsync(_group));
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();
}
