using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using ScanResponder.Alerts;

namespace ScanResponder.Aws.Alerts;

/// <summary>An SNS topic that feeds a chat channel, for which an alert is a copy.</summary>
/// <param name="sns">A client for the topic's Region.</param>
/// <param name="topicArn">The topic that Amazon Q Developer in chat applications listens to.</param>
public sealed class SnsChatTopic(IAmazonSimpleNotificationService sns, string topicArn) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => topicArn;

    /// <inheritdoc/>
    public bool IsRequired => false;

    /// <inheritdoc/>
    public async Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        if (message.Chat is null)
            return "";
        try
        {
            return SnsAlertTopic.IdOf(await sns.PublishAsync(new PublishRequest { TopicArn = topicArn, Message = message.Chat }, cancellationToken), topicArn);
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            throw new AlertNotDeliveredException($"Could not publish the alert to {topicArn}: {AwsErrors.Answer("SNS", error)}.", error);
        }
    }
}
