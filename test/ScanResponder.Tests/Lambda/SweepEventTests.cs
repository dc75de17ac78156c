using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.CloudWatchEvents;
using ScanResponder.InMemory;
using ScanResponder.Lambda;
using ScanResponder.Tests.Audit;
using ScanResponder.Tests.Cli;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Lambda;

public sealed class SweepEventTests
{
    private readonly InMemoryAccount _account = new(DescribeOutputReader.Read(ExampleFiles.Account) with { AccountId = "123456789012" });
    private readonly InMemoryJournal _journal = new();

    [Theory]
    [InlineData("""{ "source": "scan-responder", "detail-type": "Sweep", "account": "123456789012", "region": "eu-west-1", "time": "2026-11-26T06:00:00Z", "detail": {} }""")]
    [InlineData("""{ "source": "scan-responder", "detail-type": "Sweep", "detail": {} }""")]
    [InlineData("""{ "source": "scan-responder", "detail-type": "Sweep" }""")]
    public async Task A_sweep_is_answered_with_its_document_and_one_message(string received)
    {
        var answer = JsonNode.Parse(await AnswerAsync(received))!;

        SweepSchema.Accepts(answer.ToJsonString());
        Assert.Equal(("sweep", "123456789012", "eu-west-1"), ((string?)answer["trigger"]!["source"], (string?)answer["trigger"]!["accountId"], (string?)answer["trigger"]!["region"]));
        Assert.Equal(2, answer["groups"]!.AsArray().Count);
        Assert.Single(_account.Published);
    }

    [Fact]
    public async Task A_sweep_of_the_schedule_that_is_delivered_twice_is_told_once()
    {
        const string Received = """{ "source": "scan-responder", "detail-type": "Sweep", "account": "123456789012", "region": "eu-west-1", "time": "2026-11-26T06:00:00Z", "detail": {} }""";

        await AnswerAsync(Received);
        await AnswerAsync(Received);

        Assert.Single(_account.Published);
    }

    private async Task<string> AnswerAsync(string received)
    {
        var json = new LambdaJson();
        var function = new Function(
            new Responder(_account, _account, new Policy(), TimeProvider.System, _journal), new Metrics(Stream.Null, "responder", TimeProvider.System), TimeProvider.System)
        {
            Sweeper = new(_account, _account, new Policy(), TimeProvider.System, _journal),
            Own = ("123456789012", "eu-west-1"),
        };
        var answer = await function.HandleAsync(json.Deserialize<CloudWatchEvent<EventDetail>>(new MemoryStream(Encoding.UTF8.GetBytes(received))), new Invocation());
        using var written = new MemoryStream();
        json.Serialize(answer, written);
        return Encoding.UTF8.GetString(written.ToArray());
    }
}
