using System.Xml;
using Amazon;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using ScanResponder.Alerts;

namespace ScanResponder.Aws.Alerts;

/// <summary>An SNS topic that alerts are published to.</summary>
/// <param name="sns">A client for the topic's Region: SNS knows a topic only there.</param>
/// <param name="topicArn">The topic.</param>
public sealed class SnsAlertTopic(IAmazonSimpleNotificationService sns, string topicArn) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => topicArn;

    /// <inheritdoc/>
    public async Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var request = new PublishRequest
        {
            TopicArn = topicArn,
            Subject = message.Subject,
            Message = message.Message,
            MessageStructure = "json",
        };
        try
        {
            return IdOf(await sns.PublishAsync(request, cancellationToken), topicArn);
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            throw new AlertNotDeliveredException(
                $"Could not publish the alert to {topicArn}: {AwsErrors.Answer("SNS", error)}. {Advice(error)}", error);
        }
    }

    /// <summary>
    /// The message's id. AWS's client reads an answer with status 200 that is no answer to a Publish, from a proxy for example, as one without an id.
    /// </summary>
    /// <exception cref="AlertNotDeliveredException">There is none: nobody knows that the topic has the alert.</exception>
    internal static string IdOf(PublishResponse answer, string topicArn) => answer.MessageId is { Length: > 0 } id
        ? id
        : throw new AlertNotDeliveredException(
            $"Could not publish the alert to {topicArn}: SNS's answer names no message, so it is not known whether the topic accepted the alert. Lambda retries the event.");

    private string Advice(Exception error) => error switch
    {
        AmazonUnmarshallingException or XmlException => "It is not known whether the topic accepted the alert. Lambda retries the event.",
        AmazonServiceException answer when AwsErrors.IsThrottling(answer) => "Lambda retries the event.",
        AmazonServiceException { ErrorCode: { } code } when code.StartsWith("KMS", StringComparison.Ordinal) => KeyAdvice(code),
        AmazonServiceException { ErrorCode: not ("InternalError" or "InternalFailure") } when OtherRegion() is { } region =>
            $"The topic is not in {region}: publish in the topic's own Region.",
        AmazonServiceException { ErrorCode: "NotFound" or "NotFoundException" } =>
            "Check the ARN of the topic, and that the topic has not been deleted.",
        AmazonServiceException answer when AwsErrors.LacksPermission(answer.ErrorCode) =>
            "Grant sns:Publish on the topic to the function's role; for a topic of another account the topic's policy must allow it too.",
        AmazonServiceException answer when AwsErrors.LacksCredentials(answer.ErrorCode) =>
            "AWS did not accept the function's credentials: check that they have not expired and belong to this account.",
        AmazonServiceException { ErrorCode: "InvalidParameter" or "ParameterValueInvalid" or "ValidationException" } =>
            "SNS does not accept the message itself; please report this with the text above.",
        AmazonServiceException => "Lambda retries the event.",
        _ => "Check the function's network path to SNS. Lambda retries the event.",
    };

    private static string KeyAdvice(string code) => code switch
    {
        "KMSAccessDenied" or "KMSAccessDeniedException" =>
            "Grant kms:GenerateDataKey* and kms:Decrypt on the topic's key to the function's role, in the role's policy and the key's.",
        "KMSDisabled" or "KMSInvalidState" or "KMSNotFound" =>
            "The topic's key cannot be used: enable it or give the topic another; the function's role needs kms:GenerateDataKey* and "
            + "kms:Decrypt on it.",
        _ => "Check the topic's key; the function's role needs kms:GenerateDataKey* and kms:Decrypt on it.",
    };

    /// <summary>The client's Region where it is not that of the topic; null where they agree or either is not known.</summary>
    private string? OtherRegion() =>
        sns.Config.RegionEndpoint?.SystemName is { } region && Arn.TryParse(topicArn, out var topic)
        && topic.Region.Length > 0 && topic.Region != region
            ? region
            : null;
}
