using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace ScanResponder.Aws.Api;

/// <summary>The services of an account in a Region.</summary>
/// <param name="credentials">Whose questions these are; null for the default credential chain.</param>
/// <param name="region">The Region.</param>
internal sealed class AwsApi(AWSCredentials? credentials, string region) : IAwsApi, IDisposable
{
    /// <summary>How long one attempt may take: as long as a function may run that is waited for, and the time to start it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    private readonly ConcurrentDictionary<ApiService, Lazy<ApiClient>> _clients = new();

    /// <summary>Where all services are; null for where AWS has them, or the environment says.</summary>
    internal string? Endpoint { get; init; }

    /// <summary>What carries requests; null for .NET's own HTTP.</summary>
    internal HttpClientFactory? Http { get; init; }

    /// <inheritdoc/>
    public async Task<JsonNode> AskAsync(ApiCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await _clients.GetOrAdd(call.Service, service => new(() => Connect(service))).Value.AskAsync(call, cancellationToken);
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            throw ApiException.Of(call, error);
        }
    }

    /// <summary>Closes the clients.</summary>
    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
            client.Value.Dispose();
    }

    private ApiClient Connect(ApiService service)
    {
        var config = AwsClients.Configured(new ApiConfig(service), region, Http);
        config.Timeout = Timeout;
        if (service.GlobalEndpoint(region) is { } global)
        {
            if (string.IsNullOrEmpty(config.ServiceURL))
                config.ServiceURL = global.Url;
            config.AuthenticationRegion = global.Region;
        }

        if (Endpoint is not null)
            config.ServiceURL = Endpoint;
        return credentials is null ? new(service, config) : new(service, credentials, config);
    }
}
