using Amazon.Lambda.Core;
using ScanResponder.Alerts;
using ScanResponder.Triggers;

namespace ScanResponder.Lambda;

/// <summary>Every line that the function logs.</summary>
internal static class Log
{
    internal static void TriggerReceived(this ILambdaLogger logger, Trigger trigger) =>
        logger.LogInformation("Received {FindingType} {FindingId} of {AccountId} in {Region}", trigger.Type, trigger.Id, trigger.AccountId, trigger.Region);

    internal static void NothingToAnswer(this ILambdaLogger logger, string? source, string? detailType, string? id, string why) =>
        logger.LogInformation("Nothing to do for {Source} {DetailType} {EventId}: {Reason}", source ?? "", detailType ?? "", id ?? "", why);

    internal static void StepEnded(this ILambdaLogger logger, Step step, Trigger trigger, TimeSpan took) =>
        logger.LogInformation(
            "Step {Step} of {FindingId} of {AccountId} in {Region} took {DurationMs} ms",
            StepRecord.WordOf(step),
            trigger.Id,
            trigger.AccountId,
            trigger.Region,
            (long)took.TotalMilliseconds);

    internal static void AnswerNotNoted(this ILambdaLogger logger, Trigger trigger, string trouble) =>
        logger.LogWarning(
            "The answer to {FindingId} of {AccountId} in {Region} is not in the journal. {Trouble}", trigger.Id, trigger.AccountId, trigger.Region, trouble);

    internal static void PageNotWritten(this ILambdaLogger logger, Trigger trigger, string trouble) =>
        logger.LogWarning("The alert about {FindingId} of {AccountId} in {Region} has no page. {Trouble}", trigger.Id, trigger.AccountId, trigger.Region, trouble);

    internal static void TriggerAnswered(this ILambdaLogger logger, Alert alert) =>
        logger.LogInformation(
            "Answered {FindingId} of {AccountId} in {Region}: {Outcome}. {Reason}",
            alert.Trigger.Id,
            alert.Trigger.AccountId,
            alert.Trigger.Region,
            alert.Outcome.Verdict,
            alert.Outcome.Reason);

    internal static void AnswerFailed(this ILambdaLogger logger, Trigger trigger, Exception exception) =>
        logger.LogError(
            exception, "{FindingId} of {AccountId} in {Region} could not be answered; Lambda retries the event", trigger.Id, trigger.AccountId, trigger.Region);

    internal static void NotWarmedUp(Exception exception) =>
        LambdaLogger.Log(LogLevel.Warning, exception, "The function could not be warmed up; its first answer takes longer");

    internal static void NotWrittenBack(Trigger trigger, string trouble) => LambdaLogger.Log(
        LogLevel.Warning,
        "The workflow status of {FindingId} of {AccountId} in {Region} was not set in Security Hub. {Trouble}",
        trigger.Id,
        trigger.AccountId,
        trigger.Region,
        trouble);

    internal static void CopyFailed(string channel, Exception exception) =>
        LambdaLogger.Log(LogLevel.Warning, exception, "The chat topic {TopicArn} did not take the alert", channel);
}
