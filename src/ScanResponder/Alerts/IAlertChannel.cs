namespace ScanResponder.Alerts;

/// <summary>Where alerts go, such as an SNS topic.</summary>
public interface IAlertChannel
{
    /// <summary>What people know it by, such as the ARN of a topic.</summary>
    string Name => GetType().Name;

    /// <summary>True where an alert counts as delivered only if this channel took it; false for a copy, which is made if it can be.</summary>
    bool IsRequired => true;

    /// <summary>Hands the message to whoever listens.</summary>
    /// <returns>The id that the channel gave to the message; empty where it gives none.</returns>
    /// <exception cref="AlertNotDeliveredException">The channel did not take the message.</exception>
    Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken);
}
