using Amazon.Lambda.Core;
using ScanResponder.Alerts;
using ScanResponder.Findings;

namespace ScanResponder.Lambda;

/// <summary>Every line that the function logs.</summary>
internal static class Log
{
    internal static void FindingReceived(this ILambdaLogger logger, Finding finding) =>
        logger.LogInformation("Received {FindingType} {FindingId} of {AccountId} in {Region}", finding.Type, finding.Id, finding.AccountId, finding.Region);

    internal static void StepEnded(this ILambdaLogger logger, string step, Finding finding, TimeSpan took) =>
        logger.LogInformation(
            "Step {Step} of {FindingId} of {AccountId} in {Region} took {DurationMs} ms",
            step,
            finding.Id,
            finding.AccountId,
            finding.Region,
            (long)took.TotalMilliseconds);

    internal static void AnswerNotNoted(this ILambdaLogger logger, Finding finding, string trouble) =>
        logger.LogWarning(
            "The answer to {FindingId} of {AccountId} in {Region} is not in the journal. {Trouble}", finding.Id, finding.AccountId, finding.Region, trouble);

    internal static void FindingAnswered(this ILambdaLogger logger, Alert alert) =>
        logger.LogInformation(
            "Answered {FindingId} of {AccountId} in {Region}: {Outcome}. {Reason}",
            alert.Finding.Id,
            alert.Finding.AccountId,
            alert.Finding.Region,
            alert.Outcome.Verdict,
            alert.Outcome.Reason);

    internal static void ChatFailed(string topicArn, Exception exception) =>
        LambdaLogger.Log(LogLevel.Warning, exception, "The chat topic {TopicArn} did not take the alert", topicArn);
}
