using System.Text.Json.Nodes;
using Amazon.EC2.Model;
using ScanResponder.EndToEndTests.Infrastructure;
using SecurityGroup = ScanResponder.EndToEndTests.Infrastructure.SecurityGroup;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>A group with a hole, a finding about it, a function with a journal, and people who decide about its alerts.</summary>
internal sealed class DecisionStage : IAsyncDisposable
{
    internal const string Finding = "bdc189941acf780de956fe5d1483d7a5";

    private DecisionStage(Scene scene, SecurityGroup group, Ec2Instance instance, string table, IReadOnlyList<Ingress> original, DeployedFunction function)
    {
        Scene = scene;
        Group = group;
        Instance = instance;
        Table = table;
        Original = original;
        Function = function;
    }

    internal Scene Scene { get; }

    internal SecurityGroup Group { get; }

    internal Ec2Instance Instance { get; }

    internal string Table { get; }

    internal IReadOnlyList<Ingress> Original { get; }

    internal DeployedFunction Function { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<DecisionStage> SetAsync(MotoServer moto, PublishedBootstrap bootstrap, string mode = "ask", params Ingress[] rules)
    {
        var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", rules is [] ? Hole.Open : rules);
        var instance = await scene.InstanceAsync(group);
        var table = await scene.World.JournalTableAsync(Token);
        var stage = new DecisionStage(scene, group, instance, table, await scene.RulesAsync(group), await scene.DeployAsync(mode, Settings(table)));
        stage.Function.Aws.SnsIsPrompt = true;
        return stage;
    }

    /// <summary>The same function in a process of its own.</summary>
    internal async Task<DeployedFunction> AnotherAsync()
    {
        var function = await Scene.DeployAsync("ask", Settings(Table));
        function.Aws.SnsIsPrompt = true;
        return function;
    }

    /// <summary>The finding comes, or an update of it.</summary>
    internal async Task<JsonObject> ProbeAsync(int update = 0, Ec2Instance? at = null)
    {
        var sample = SampleEvents.Load("port-probe-ssh").At(at ?? Instance).Change(root => root["detail"]!["updatedAt"] = $"2026-11-20T07:{50 + update}:31.004Z");
        return Scene.Document(await Function.InvokeAsync(sample.Json, Token), Function);
    }

    /// <summary>What a person's tool sends.</summary>
    internal string Order(string type, string finding = Finding, string by = "alice", string more = "", string? account = null) =>
        $$$"""
        {"source": "scan-responder", "detail-type": "{{{type}}}", "account": "{{{account ?? Scene.World.AccountId}}}", "region": "{{{Scene.World.Keys.Region}}}",
         "detail": {"finding": "{{{finding}}}", "by": "{{{by}}}", "reason": "the build needs it"{{{more}}}}}
        """;

    internal async Task<JsonObject> DecideAsync(string order, DeployedFunction? by = null)
    {
        by ??= Function;
        return Scene.Document(await by.InvokeAsync(order, Token), by);
    }

    internal Task<JsonObject> ApproveAsync(string by = "alice") => DecideAsync(Order("Approve", by: by));

    internal Task<JsonObject> UndoAsync(string more = "") => DecideAsync(Order("Undo", more: more));

    /// <summary>Hands the function the event; its process dies at this call, counted from here, and is started anew.</summary>
    internal async Task DieAsync(Invocation invocation, Death at)
    {
        var occurrence = at.Occurrence + Function.Aws.Calls.Count(earlier => earlier.Action == at.Action);
        var dead = false;
        void Kill(AwsCall call)
        {
            Volatile.Write(ref dead, true);
            Function.Process.Kill();
        }

        Function.Aws.Inject(call => call.Action == at.Action && call.Occurrence == occurrence, at.After ? new Fault.After(Kill) : new Fault.Before(Kill));
        try
        {
            await Function.InvokeAsync(invocation, Token);
        }
        catch (ProcessDiedException) when (Volatile.Read(ref dead))
        {
        }

        Assert.True(Volatile.Read(ref dead), "The process never died.");
        Function.Aws.Mend();
        await Function.RestartAsync(Token);
    }

    internal Task<IReadOnlyList<Ingress>> RulesAsync() => Scene.RulesAsync(Group);

    internal Task AdmitAsync(params Ingress[] rules) => EditAsync(() => Scene.World.AdmitAsync(Group, Token, rules));

    internal Task RemoveAsync(Ingress rule) => EditAsync(() => Scene.World.Ec2.RevokeSecurityGroupIngressAsync(
        new RevokeSecurityGroupIngressRequest { GroupId = Group.Id, IpPermissions = [rule.ToPermission()] }, Token));

    /// <summary>From now on EC2 carries a call out whole or not at all, which moto does not.</summary>
    internal void BeStrict(bool isDefaultVpc) => Function.Aws.Ec2 = new LaggingEc2(Scene.World, [Lag.None]) { IsDefaultVpc = isDefaultVpc };

    /// <summary>The instance gets another group in place of this one, which is deleted.</summary>
    internal async Task DeleteGroupAsync()
    {
        var other = await Scene.GroupAsync("other");
        await Scene.World.WithGroupsAsync(Instance, [other], Token);
        await Scene.World.Ec2.DeleteSecurityGroupAsync(new DeleteSecurityGroupRequest { GroupId = Group.Id }, Token);
    }

    internal async Task AssertClosedAsync() => Assert.True(Hole.IsClosed(await RulesAsync()), string.Join(", ", Hole.Ranges(await RulesAsync())));

    /// <summary>It is refused, and nothing else happens.</summary>
    internal async Task AssertRefusedAsync(string order, string why)
    {
        var rules = await RulesAsync();
        var (published, calls) = (Function.Aws.Published.Count, Function.Aws.Calls.Count);

        var document = await DecideAsync(order);

        Assert.Equal("not-applicable", (string?)document["outcome"]);
        Assert.Contains(why, (string?)document["reason"], StringComparison.Ordinal);
        Assert.Contains("othing was changed", (string?)document["reason"], StringComparison.Ordinal);
        Assert.Empty(document["changes"]!.AsArray());
        Assert.Equal(rules, await RulesAsync());
        Assert.Equal(published, Function.Aws.Published.Count);
        Assert.All(Function.Aws.Calls.Skip(calls), call => Assert.Equal("dynamodb", call.Service));
    }

    internal static string Reason(JsonObject document) => (string)document["reason"]!;

    internal static string Outcome(JsonObject document) => (string)document["outcome"]!;

    internal static IEnumerable<string> Notes(JsonObject document) => document["notes"]!.AsArray().Select(note => (string)note!);

    private Task EditAsync(Func<Task> edit) => Function.Aws.Ec2 is { } ec2 ? ec2.EditAsync(Group, edit, Token) : edit();

    public ValueTask DisposeAsync() => Scene.DisposeAsync();

    private static (string, string)[] Settings(string table) => [("RESPONDER_JOURNAL_TABLE", table), ("RESPONDER_FLOW_LOGS", "off"), ("RESPONDER_WHO_OPENED", "off")];
}
