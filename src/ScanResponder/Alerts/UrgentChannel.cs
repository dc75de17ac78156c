namespace ScanResponder.Alerts;

/// <summary>A channel that gets only the alerts that somebody must act on now, so that no phone rings for the others.</summary>
/// <param name="channel">The channel, such as a topic that phones and pagers are subscribed to.</param>
public sealed class UrgentChannel(IAlertChannel channel) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => channel.Name;

    /// <inheritdoc/>
    public bool IsRequired => channel.IsRequired;

    /// <inheritdoc/>
    public Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken) =>
        message.IsUrgent ? channel.PublishAsync(message, cancellationToken) : Task.FromResult("");
}
