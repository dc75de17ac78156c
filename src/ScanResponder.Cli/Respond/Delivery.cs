using ScanResponder.Alerts;
using ScanResponder.Aws;

namespace ScanResponder.Cli.Respond;

/// <summary>
/// Stands between the walk and the topic, and remembers what became of the last alert. A topic that refuses it ends the walk of the function,
/// so that Lambda tries again; here the user is shown the alert, which may tell of changes that were made, and then the refusal.
/// </summary>
/// <param name="arn">The topic that the user named; null to publish nothing.</param>
/// <param name="topic">That topic; null to publish nothing.</param>
internal sealed class Delivery(TopicArn? arn, IAlertChannel? topic) : IAlertChannel
{
    /// <summary>Publishes nothing.</summary>
    internal static Delivery None => new(null, null);

    /// <summary>The topic that the user named, or null.</summary>
    internal TopicArn? Topic => arn;

    /// <summary>The id that the topic gave to the last alert; null where it was not published.</summary>
    internal string? MessageId { get; private set; }

    /// <summary>Why the last alert was not published; null where it was, or was not to be.</summary>
    internal AlertNotDeliveredException? Failure { get; private set; }

    /// <inheritdoc/>
    public async Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        (MessageId, Failure) = (null, null);
        if (topic is null)
            return "";
        try
        {
            return MessageId = await topic.PublishAsync(message, cancellationToken);
        }
        catch (AlertNotDeliveredException failure)
        {
            Failure = failure;
            return "";
        }
    }
}
