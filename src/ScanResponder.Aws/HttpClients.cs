using Amazon.Runtime;

namespace ScanResponder.Aws;

/// <summary>HTTP clients whose connections may be there before they ask for them: <see cref="ReadyConnections"/>.</summary>
internal class HttpClients : HttpClientFactory
{
    /// <inheritdoc/>
    public sealed override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(Around(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = clientConfig.ConnectTimeout ?? AwsClients.ConnectTimeout,
        ConnectCallback = ReadyConnections.OfProcess.ConnectAsync,
    }))
    {
        Timeout = clientConfig.Timeout ?? AwsClients.Timeout,
    };

    /// <summary>What stands between a client and its connections.</summary>
    protected virtual HttpMessageHandler Around(HttpMessageHandler connections) => connections;
}
