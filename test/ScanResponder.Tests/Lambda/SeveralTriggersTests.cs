using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ScanResponder.Alerts;
using ScanResponder.InMemory;
using ScanResponder.Lambda;
using ScanResponder.Tests.Evidence;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Lambda;

public sealed class SeveralTriggersTests
{
    private static readonly ImmutableArray<Trigger> Three = [.. new[] { "f-1", "f-2", "f-3" }.Select(id => LogFinding.Ssh with { Id = id })];

    private readonly InMemoryAccount _account = new(new AccountSnapshot());
    private readonly InMemoryJournal _journal = new();

    [Fact]
    public async Task Each_trigger_of_an_event_gets_its_own_alert_in_order()
    {
        var answer = await FunctionTo(_account).AnswerAsync(Three, new Invocation());

        Assert.Equal(["f-1", "f-2", "f-3"], answer.Alerts.Select(alert => alert.Finding.Id));
        Assert.Equal(3, _account.Published.Count);
    }

    [Fact]
    public async Task One_that_fails_keeps_no_other_from_its_answer_and_comes_again_alone()
    {
        var channel = new Refusing(_account, message => message.Message.Contains("f-2", StringComparison.Ordinal));
        var function = FunctionTo(channel);
        var first = new Invocation();

        await Assert.ThrowsAsync<AlertNotDeliveredException>(() => function.AnswerAsync(Three, first));

        Assert.Equal(2, _account.Published.Count);
        Assert.Single(first.Lines, line => line.Contains("could not be answered", StringComparison.Ordinal));
        channel.Refuses = _ => false;
        await function.AnswerAsync(Three, new Invocation());
        Assert.Equal(3, _account.Published.Count);
        Assert.Contains("f-2", _account.Published[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_several_fail_all_of_their_errors_are_thrown()
    {
        var function = FunctionTo(new Refusing(_account, message => !message.Message.Contains("f-2", StringComparison.Ordinal)));

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => function.AnswerAsync(Three, new Invocation()));

        Assert.All(thrown.InnerExceptions, inner => Assert.IsType<AlertNotDeliveredException>(inner));
        Assert.Equal(2, thrown.InnerExceptions.Count);
        Assert.Single(_account.Published);
    }

    [Fact]
    public async Task One_trigger_is_answered_with_a_document_and_several_with_a_list_of_them()
    {
        var function = FunctionTo(_account);

        var one = JsonOf(await function.AnswerAsync(Three[..1], new Invocation()));
        var two = JsonOf(await function.AnswerAsync(Three[1..], new Invocation()));

        Assert.Equal("scan-responder/alert/1", (string?)one["schema"]);
        Assert.Equal(["f-2", "f-3"], two.AsArray().Select(alert => (string?)alert!["finding"]!["id"]));
    }

    private static JsonNode JsonOf(Answer answer)
    {
        using var stream = new MemoryStream();
        new LambdaJson().Serialize(answer, stream);
        return JsonNode.Parse(stream.ToArray())!;
    }

    private Function FunctionTo(IAlertChannel channel) => new(
        new Responder(_account, channel, new Policy(), TimeProvider.System, _journal), new Metrics(Stream.Null, "responder", TimeProvider.System), TimeProvider.System)
    {
        Sweeper = new(_account, channel, new Policy(), TimeProvider.System, _journal),
        Own = ("123456789012", "eu-west-1"),
    };

    private sealed class Refusing(IAlertChannel channel, Func<AlertMessage, bool> refuses) : IAlertChannel
    {
        internal Func<AlertMessage, bool> Refuses { get; set; } = refuses;

        public Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken) => Refuses(message)
            ? Task.FromException<string>(new AlertNotDeliveredException("The topic is full."))
            : channel.PublishAsync(message, cancellationToken);
    }
}
