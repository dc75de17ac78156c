using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.EC2.Model;
using ScanResponder.EndToEndTests.Infrastructure;
using SecurityGroup = ScanResponder.EndToEndTests.Infrastructure.SecurityGroup;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>A group with a hole on an EC2 whose reads lag, people who edit it, and a function that answers.</summary>
internal sealed partial class LagStage : IAsyncDisposable
{
    private static readonly string[] Made =
    [
        "authorize 20-21 0.0.0.0/0 done", "authorize 22-22 10.0.0.0/16 done", "authorize 23-25 0.0.0.0/0 done", "revoke 20-25 0.0.0.0/0 done",
    ];

    private readonly Scene _scene;
    private readonly SecurityGroup _group;
    private readonly string _event;
    private readonly LaggingEc2 _ec2;

    private LagStage(Scene scene, SecurityGroup group, IReadOnlyList<Ingress> original, string @event, DeployedFunction function, LaggingEc2 ec2)
    {
        _scene = scene;
        _group = group;
        Original = original;
        _event = @event;
        Function = function;
        _ec2 = ec2;
    }

    internal DeployedFunction Function { get; }

    internal IReadOnlyList<Ingress> Original { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<LagStage> SetAsync(MotoServer moto, PublishedBootstrap bootstrap, LagCase one)
    {
        var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Hole.Open);
        var instance = await scene.InstanceAsync(group);
        (string, string)[] settings = one.Journal ? [("RESPONDER_JOURNAL_TABLE", await scene.World.JournalTableAsync(Token))] : [];
        var function = await scene.DeployAsync(one.Mode, settings);
        var ec2 = new LaggingEc2(scene.World, one.Replicas, one.Seed) { IsDefaultVpc = one.IsDefaultVpc };
        function.Aws.Ec2 = ec2;
        function.Aws.SnsIsPrompt = true;
        return new(scene, group, await scene.RulesAsync(group), SampleEvents.Load("port-probe-ssh").At(instance).Json, function, ec2);
    }

    /// <summary>The same as a stage on which a call can be broken; whoever ends that ends this.</summary>
    internal FaultStage WithFaults() => new(_scene, _group, Original, _event, Function);

    internal async Task<JsonObject> ProbeAsync(TimeSpan? timeout = null)
    {
        var invocation = new Invocation(_event);
        return Scene.Document(await Function.InvokeAsync(timeout is { } given ? invocation with { Timeout = given } : invocation, Token), Function);
    }

    internal Task<IReadOnlyList<Ingress>> RulesAsync() => _scene.RulesAsync(_group);

    /// <summary>What the world may reach now.</summary>
    internal async Task<string[]> WorldPortsAsync() =>
        [.. (await RulesAsync()).Where(rule => rule.Source == "0.0.0.0/0").Select(rule => $"{rule.FromPort}-{rule.ToPort}").Order(StringComparer.Ordinal)];

    /// <summary>Has people act once, just before or just after EC2 performs the first call of this operation.</summary>
    internal void Interfere(string action, bool after, Func<LagStage, Task> act)
    {
        var acted = 0;
        Task ActAsync() => act(this);
        Function.Aws.Inject(
            call => call.Action == action && Interlocked.Exchange(ref acted, 1) == 0,
            after ? Fault.Meanwhile.JustAfter(ActAsync) : Fault.Meanwhile.JustBefore(ActAsync));
    }

    internal Task AdmitAsync(Ingress rule) => EditAsync(() => _scene.World.AdmitAsync(_group, Token, rule));

    internal Task RemoveAsync(int from, int to, string source) => EditAsync(() => _scene.World.Ec2.RevokeSecurityGroupIngressAsync(
        new RevokeSecurityGroupIngressRequest { GroupId = _group.Id, IpPermissions = [Ingress.Tcp(from, to, source).ToPermission()] }, Token));

    /// <summary>Turns the rule with the hole into one for a single source, as the console does: it keeps its id.</summary>
    internal Task NarrowAsync(string source) => EditAsync(async () =>
    {
        var rules = await _scene.World.Ec2.DescribeSecurityGroupRulesAsync(
            new DescribeSecurityGroupRulesRequest { Filters = [new Filter("group-id", [_group.Id])] }, Token);
        var wide = rules.SecurityGroupRules.Single(rule => rule is { IsEgress: false, FromPort: 20, ToPort: 25 });
        await _scene.World.Ec2.ModifySecurityGroupRulesAsync(
            new ModifySecurityGroupRulesRequest
            {
                GroupId = _group.Id,
                SecurityGroupRules =
                [
                    new SecurityGroupRuleUpdate
                    {
                        SecurityGroupRuleId = wide.SecurityGroupRuleId,
                        SecurityGroupRule = new SecurityGroupRuleRequest { IpProtocol = "tcp", FromPort = 20, ToPort = 25, CidrIpv4 = source, Description = wide.Description },
                    },
                ],
            },
            Token);
    });

    internal Task DeleteGroupAsync() =>
        EditAsync(() => _scene.World.Ec2.DeleteSecurityGroupAsync(new DeleteSecurityGroupRequest { GroupId = _group.Id }, Token));

    /// <summary>All that the alert says in words.</summary>
    internal static string Words(JsonObject document) => string.Join(
        '\n',
        [
            (string?)document["reason"],
            .. document["notes"]!.AsArray().Select(note => (string?)note),
            .. document["changes"]!.AsArray().Select(change => (string?)change!["error"]),
        ]);

    internal static string[] Changes(JsonObject document) =>
    [
        .. document["changes"]!.AsArray()
            .Select(change => $"{change!["action"]} {change["fromPort"]}-{change["toPort"]} {change["source"]} {change["status"]}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What a failed test shows of an alert.</summary>
    internal static string Summary(JsonObject document) => $"{document["outcome"]}: {Words(document)}\n{string.Join('\n', Changes(document))}";

    /// <summary>The hole is closed and all else is kept, and the one alert says so and nothing else.</summary>
    internal async Task AssertTightenedAsync(JsonObject document)
    {
        var told = Summary(document);
        Assert.True(Hole.IsClosed(await RulesAsync()), $"The rules are {string.Join(", ", Hole.Ranges(await RulesAsync()))}, and it says {told}");
        Assert.True("tightened" == (string?)document["outcome"], told);
        Assert.True(Made.SequenceEqual(Changes(document)), told);
        AssertNoFalseAlarm(document);
        Assert.Single(Function.Aws.Published);
        Assert.NotEmpty(document["undo"]!.AsArray());
    }

    /// <summary>Nothing that an old read shows is told as news.</summary>
    internal static void AssertNoFalseAlarm(JsonObject document) =>
        Assert.False(FalseAlarm().IsMatch(Words(document)), Summary(document));

    /// <summary>The alert leaves soon: what the function waits, other than for AWS's answers, is at most this.</summary>
    internal void AssertSoon(TimeSpan atMost)
    {
        var calls = Function.Aws.Calls;
        var publish = calls.First(call => call.Action == "Publish");
        var waited = RoundTrips.IdleBetween(calls[0].StartedAt, publish.StartedAt, calls);
        Assert.True(waited <= atMost, $"It waited for {waited.TotalSeconds:0.0} s before it told people:\n{string.Join('\n', calls)}");
    }

    /// <summary>Pastes the undo into a shell, on the same EC2.</summary>
    internal Task<CommandResult> UndoAsync(JsonObject document) => new AwsCli(_scene.World.Keys, Function.Aws.Address)
        .RunAsync(string.Join('\n', document["undo"]!.AsArray().Select(line => (string)line!)), Token);

    /// <summary>The undo names nothing twice and brings the first rules back.</summary>
    internal async Task AssertUndoRestoresAsync(JsonObject document)
    {
        var before = Function.Aws.Calls.Count;
        var result = await UndoAsync(document);
        Assert.True(result.ExitCode == 0, $"{document["undo"]}\nended with exit code {result.ExitCode}:\n{result.StandardOutput}{result.StandardError}");
        Assert.Equal(Original, await RulesAsync());
        var named = Function.Aws.Calls.Skip(before)
            .Where(call => call.Action.EndsWith("SecurityGroupIngress", StringComparison.Ordinal))
            .SelectMany(call => PermissionKey.Of(call).Select(permission => $"{call.Action} {permission}"))
            .ToList();
        Assert.Equal(named.Distinct(), named);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [GeneratedRegex("(?i)removed again|could not be made|missing|open again|gone")]
    private static partial Regex FalseAlarm();

    private Task EditAsync(Func<Task> edit) => _ec2.EditAsync(_group, edit, Token);
}
