using Amazon.Lambda.CloudWatchEvents;
using Amazon.Lambda.Core;
using ScanResponder.Alerts;
using ScanResponder.Findings;

namespace ScanResponder.Lambda;

/// <summary>The handler: one event in, one alert out.</summary>
internal sealed class Function(Responder responder, Metrics metrics, TimeProvider time)
{
    // What the template gives. An invocation that is over already is not running: then the clock or whoever hands out events is wrong.
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(60);

    // Lambda takes 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    private const int MostBytesOfAnswer = 6_000_000;

    /// <summary>Answers the finding of the event.</summary>
    /// <exception cref="EventFormatException">The event is not a GuardDuty finding.</exception>
    /// <exception cref="FindingFormatException">The finding lacks its id, its type, its account or its Region.</exception>
    internal async Task<AlertDocument> HandleAsync(CloudWatchEvent<GuardDutyFinding> received, ILambdaContext context)
    {
        var finding = Read(received);
        context.Logger.FindingReceived(finding);
        var now = time.GetUtcNow();
        var steps = new StepRecord(context.Logger);
        var attempt = new Deadlines(context.AwsRequestId, now, now + (context.RemainingTime is var left && left > TimeSpan.Zero ? left : Usual)) { Steps = steps };

        // Nobody gives up but the attempt itself, which keeps enough of its time to put things right and to alert.
        var alert = await responder.RespondAsync(finding, attempt, CancellationToken.None);
        metrics.Count(alert, steps.Ended);
        context.Logger.FindingAnswered(alert);
        return AlertDocument.Within(alert, MostBytesOfAnswer);
    }

    /// <summary>The finding of the event.</summary>
    internal static Finding Read(CloudWatchEvent<GuardDutyFinding>? received)
    {
        Require("source", received?.Source, "aws.guardduty");
        Require("detail-type", received?.DetailType, "GuardDuty Finding");
        return FindingReader.Read(received!.Detail?.Json ?? default, received.Account, received.Region);
    }

    private static void Require(string path, string? found, string expected)
    {
        if (found != expected)
            throw new EventFormatException($"{path}: found {(found is null ? "nothing" : $"'{PlainText.OneLine(found)}'")}; expected '{expected}'");
    }
}
