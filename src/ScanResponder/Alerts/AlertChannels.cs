using System.Collections.Immutable;

namespace ScanResponder.Alerts;

/// <summary>Several channels that get every alert at the same time. What happens to a copy never fails the alert.</summary>
/// <param name="channels">The channels; at least one is required.</param>
/// <param name="failed">Is told the name of a channel that is not required and the error, where that channel did not take the alert.</param>
public sealed class AlertChannels(ImmutableArray<IAlertChannel> channels, Action<string, Exception> failed) : IAlertChannel
{
    /// <inheritdoc/>
    public async Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var copies = Task.WhenAll(channels.Where(channel => !channel.IsRequired).Select(channel => CopyAsync(channel, message, cancellationToken)));
        try
        {
            var ids = await Task.WhenAll(channels.Where(channel => channel.IsRequired).Select(channel => channel.PublishAsync(message, cancellationToken)));
            return ids[0];
        }
        finally
        {
            await copies;
        }
    }

    private async Task CopyAsync(IAlertChannel channel, AlertMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await channel.PublishAsync(message, cancellationToken);
        }
        catch (Exception error) when (error is AlertNotDeliveredException || cancellationToken.IsCancellationRequested)
        {
            failed(channel.Name, error);
        }
    }
}
