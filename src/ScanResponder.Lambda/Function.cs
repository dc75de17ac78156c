using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Amazon.Lambda.CloudWatchEvents;
using Amazon.Lambda.Core;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Document;
using ScanResponder.Audit;
using ScanResponder.Triggers;

namespace ScanResponder.Lambda;

/// <summary>The handler: one event in, an alert out for each trigger that it brings.</summary>
internal sealed class Function(Responder responder, Metrics metrics, TimeProvider time)
{
    // What the template gives. An invocation that is over already is not running: then the clock or whoever hands out events is wrong.
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(60);

    // Lambda takes 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    private const int MostBytesOfAnswer = 6_000_000;

    private const string Ours = "scan-responder";

    /// <summary>What answers a sweep.</summary>
    internal required Sweeper Sweeper { get; init; }

    /// <summary>The function's own account and Region, which our own events need not name.</summary>
    internal required (string AccountId, string Region) Own { get; init; }

    /// <summary>Answers what the event brings, one after the other. One that fails does not keep the others from their answers.</summary>
    /// <exception cref="TriggerFormatException">The event is not one that is answered, or cannot be read.</exception>
    /// <exception cref="AggregateException">Several could not be answered. Where it was only one, its own exception is thrown.</exception>
    internal async Task<Answer> HandleAsync(CloudWatchEvent<EventDetail> received, ILambdaContext context)
    {
        var content = Read(received is { Source: Ours } ? Addressed(received, Own) : received);
        if (content.Triggers is [SweepTrigger sweep])
            return new([]) { Sweep = await SweepAsync(sweep, context) };
        if (content.Nothing is not { } why)
            return await AnswerAsync(content.Triggers, context);
        context.Logger.NothingToAnswer(received.Source, received.DetailType, received.Id, why);
        return new([]) { Nothing = why };
    }

    /// <inheritdoc cref="HandleAsync"/>
    internal async Task<Answer> AnswerAsync(ImmutableArray<Trigger> triggers, ILambdaContext context)
    {
        var begun = time.GetUtcNow();
        var end = begun + (context.RemainingTime is var left && left > TimeSpan.Zero ? left : Usual);
        var alerts = ImmutableArray.CreateBuilder<AlertDocument>(triggers.Length);
        var failures = new List<Exception>();
        foreach (var (index, trigger) in triggers.Index())
        {
            context.Logger.TriggerReceived(trigger);
            var now = time.GetUtcNow();

            // Each of those that are left gets its part of the time that is left; what one does not need goes to the next.
            var share = now + (end - now) / (triggers.Length - index);
            try
            {
                alerts.Add(AlertDocument.Within(await AnswerAsync(trigger, now, share, context), MostBytesOfAnswer / triggers.Length));
            }
            catch (Exception exception)
            {
                failures.Add(exception);
                if (triggers.Length > 1)
                    context.Logger.AnswerFailed(trigger, exception);
            }
        }

        // Lambda tries again with the same event: what was answered is in the journal, and is not answered again.
        switch (failures)
        {
            case []:
                return new(alerts.ToImmutable());
            case [var only]:
                ExceptionDispatchInfo.Throw(only);
                break;
        }

        throw new AggregateException($"{failures.Count} of the event's {triggers.Length} triggers could not be answered.", failures);
    }

    /// <summary>What the event brings, or why it is nothing to us.</summary>
    internal static EventContent Read(CloudWatchEvent<EventDetail>? received) => TriggerEvents.Read(
        received?.Source,
        received?.DetailType,
        received?.Detail?.Json ?? default,
        received?.Account,
        received?.Region,
        received is { Time: var time } && time > DateTime.UnixEpoch ? new DateTimeOffset(DateTime.SpecifyKind(time.ToUniversalTime(), DateTimeKind.Utc)) : null);

    private static CloudWatchEvent<EventDetail> Addressed(CloudWatchEvent<EventDetail> received, (string AccountId, string Region) own)
    {
        received.Account ??= own.AccountId;
        received.Region ??= own.Region;
        return received;
    }

    private Task<AuditReport> SweepAsync(SweepTrigger sweep, ILambdaContext context)
    {
        context.Logger.TriggerReceived(sweep);
        var begun = time.GetUtcNow();
        var left = context.RemainingTime is var remaining && remaining > TimeSpan.Zero ? remaining : Usual;
        return Sweeper.SweepAsync(sweep, new Deadlines(context.AwsRequestId, begun, begun + left), CancellationToken.None);
    }

    private async Task<Alert> AnswerAsync(Trigger trigger, DateTimeOffset begun, DateTimeOffset end, ILambdaContext context)
    {
        var steps = new StepRecord(context.Logger);
        var deadlines = new Deadlines(context.AwsRequestId, begun, end) { Steps = steps };

        // Nobody gives up but the attempt itself, which keeps enough of its time to put things right and to alert.
        var alert = await responder.RespondAsync(trigger, deadlines, CancellationToken.None);
        metrics.Count(alert, steps.Ended);
        if (alert.PageTrouble is { } trouble)
            context.Logger.PageNotWritten(trigger, trouble);
        context.Logger.TriggerAnswered(alert);
        return alert;
    }
}
