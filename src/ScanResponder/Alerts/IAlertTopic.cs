namespace ScanResponder.Alerts;

/// <summary>Where alerts go: an SNS topic.</summary>
public interface IAlertTopic
{
    /// <summary>Hands the message to the topic's subscribers.</summary>
    /// <returns>The id that the topic gave to the message.</returns>
    /// <exception cref="AlertNotDeliveredException">The topic did not take the message.</exception>
    Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken);
}
