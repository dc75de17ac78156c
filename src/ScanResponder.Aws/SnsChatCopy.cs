using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using ScanResponder.Alerts;

namespace ScanResponder.Aws;

/// <summary>
/// Publishes alerts to their topic and, at the same time, to a second one that feeds a chat channel. Only the first one counts: what happens to the
/// copy never fails the alert.
/// </summary>
/// <param name="alerts">The topic of the alerts.</param>
/// <param name="sns">A client for the chat topic's Region.</param>
/// <param name="chatTopicArn">The topic that Amazon Q Developer in chat applications listens to.</param>
/// <param name="failed">Is told the chat topic and the error, where the copy could not be published.</param>
public sealed class SnsChatCopy(IAlertTopic alerts, IAmazonSimpleNotificationService sns, string chatTopicArn, Action<string, Exception> failed) : IAlertTopic
{
    /// <inheritdoc/>
    public async Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var copy = CopyAsync(message, cancellationToken);
        try
        {
            return await alerts.PublishAsync(message, cancellationToken);
        }
        finally
        {
            await copy;
        }
    }

    private async Task CopyAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        if (message.Chat is null)
            return;
        try
        {
            await sns.PublishAsync(new PublishRequest { TopicArn = chatTopicArn, Message = message.Chat }, cancellationToken);
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken) || cancellationToken.IsCancellationRequested)
        {
            failed(chatTopicArn, error);
        }
    }
}
