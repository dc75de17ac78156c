using ScanResponder.Alerts;

namespace ScanResponder.Tests.Simulation;

/// <summary>The topic as a process gets at it.</summary>
/// <param name="process">The process.</param>
/// <param name="published">Takes what is published.</param>
internal sealed class ProcessTopic(Process process, Action<AlertMessage> published) : IAlertChannel
{
    public Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken) => process.CallAsync(
        "publish",
        () =>
        {
            published(message);
            return Task.FromResult("0000-4711");
        },
        fault => new AlertNotDeliveredException($"The topic did not answer: {fault}."));
}
