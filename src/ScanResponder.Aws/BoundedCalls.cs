using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace ScanResponder.Aws;

/// <summary>
/// Ends every call of every client by the time that its attempts may take together, and as soon as its caller gives up, whatever the SDK is doing: its
/// timeouts and tokens end the waiting for an answer, and not the reading of one.
/// </summary>
internal sealed class BoundedCalls : IRuntimePipelineCustomizer
{
    // The pauses of the standard mode: up to one second before the second attempt, and two before the third.
    private static readonly TimeSpan Pauses = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public string UniqueName => nameof(BoundedCalls);

    /// <inheritdoc/>
    public void Customize(Type serviceClientType, RuntimePipeline pipeline)
    {
        // It measures for telemetry, of which there is none, and of every error it writes down the stack: 10 ms for the first one in a native process.
        pipeline.RemoveHandler<MetricsHandler>();
        pipeline.AddHandler(new Bound());
    }

    private sealed class Bound : PipelineHandler
    {
        // What reads an answer does so where the answer came in, never on the caller's thread: not to wait for it is enough.
        // The handlers below only pass the answer on, so all calls ask them for the same type: a native process makes each of them ready for each type
        // at run time, and a dozen handlers for a dozen calls were a quarter of what a cold start takes.
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var request = executionContext.RequestContext;
            var most = (request.ClientConfig.Timeout ?? AwsClients.Timeout) * (request.ClientConfig.MaxErrorRetry + 1) + Pauses;
            return (T)await base.InvokeAsync<AmazonWebServiceResponse>(executionContext).WaitAsync(most, request.CancellationToken);
        }
    }
}
