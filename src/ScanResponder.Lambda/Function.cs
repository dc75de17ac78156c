using Amazon.Lambda.CloudWatchEvents;
using Amazon.Lambda.Core;
using ScanResponder.Alerts;
using ScanResponder.Findings;

namespace ScanResponder.Lambda;

/// <summary>The handler: one event in, one alert out.</summary>
internal sealed class Function(Responder responder)
{
    // Work that would outlast the invocation ends this much earlier, as an error that is logged and retried and not as a silent kill.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(1);

    /// <summary>Answers the finding of the event.</summary>
    /// <exception cref="EventFormatException">The event is not a GuardDuty finding.</exception>
    /// <exception cref="FindingFormatException">The finding lacks its id, its type, its account or its Region.</exception>
    internal async Task<AlertDocument> HandleAsync(CloudWatchEvent<GuardDutyFinding> received, ILambdaContext context)
    {
        var finding = Read(received);
        context.Logger.FindingReceived(finding);
        using var deadline = new CancellationTokenSource(context.RemainingTime > Reserve ? context.RemainingTime - Reserve : TimeSpan.Zero);
        var alert = await responder.RespondAsync(finding, context.RemainingTime, deadline.Token);
        context.Logger.FindingAnswered(alert);
        return AlertDocument.Of(alert);
    }

    private static Finding Read(CloudWatchEvent<GuardDutyFinding>? received)
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
