using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.CloudWatchEvents;
using ScanResponder.Lambda;
using ScanResponder.Tests.Lambda;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Cli;

/// <summary>The example's account with the function deployed in it, in memory: what the commands say reaches the function's own handler.</summary>
internal sealed class DeployedExample
{
    internal const string Finding = "5ec1a9e70f1c4d7a9b1f3d2c8e6b4a90";

    private readonly LambdaJson _json = new();

    internal DeployedExample() => Aws.Responder.Answering = AnswerAsync;

    internal FakeAwsServices Aws { get; } = new();

    internal Mode Mode { get; set; } = Mode.Ask;

    /// <summary>The rules of the account, in words.</summary>
    internal IEnumerable<string> Rules => Aws.Account.Snapshot.Groups.SelectMany(group => group.Rules).Select(rule => $"{rule.GroupId}: {rule.Traffic} from {rule.Source} \"{rule.Description}\"").Order(StringComparer.Ordinal);

    /// <summary>The example's finding comes.</summary>
    internal async Task<JsonNode> ProbeAsync() => JsonNode.Parse(await AnswerAsync(ExampleFiles.Finding))!;

    internal async Task<CliRun> RunAsync(params string[] words)
    {
        using var terminal = new FakeTerminal();
        return await terminal.RunAsync(words, Aws);
    }

    private async Task<string> AnswerAsync(string received)
    {
        var policy = new Policy { Mode = Mode, Approvals = new("scan-responder", "eu-west-1", Approvals.UsualTime) };
        var function = new Function(
            new Responder(Aws.Account, Aws, policy, TimeProvider.System, Aws.Journal), new Metrics(Stream.Null, "responder", TimeProvider.System), TimeProvider.System)
        {
            Sweeper = new(Aws.Account, Aws, policy, TimeProvider.System, Aws.Journal),
            Own = ("123456789012", "eu-west-1"),
        };
        var answer = await function.HandleAsync(_json.Deserialize<CloudWatchEvent<EventDetail>>(new MemoryStream(Encoding.UTF8.GetBytes(received))), new Invocation());
        using var written = new MemoryStream();
        _json.Serialize(answer, written);
        return Encoding.UTF8.GetString(written.ToArray());
    }
}
