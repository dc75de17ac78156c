using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.StandIns;

/// <summary>
/// Where and how a client reaches its service. What is not set comes from <c>AWS_ENDPOINT_URL_</c> with the service's name,
/// <c>AWS_ENDPOINT_URL</c>, <c>AWS_REGION</c> and the shared configuration files. Three attempts unless
/// <see cref="ClientConfig.MaxErrorRetry"/> says otherwise.
/// </summary>
public abstract class RegionalClientConfig : ClientConfig
{
    // The id is the service's name in AWS_ENDPOINT_URL_… and in shared files, the name is that of its hosts and signatures.
    private protected RegionalClientConfig(string serviceId, string name, string version, params string[] plainNameIsFips)
        : base(new DefaultConfigurationProvider(DefaultConfigurations.All))
    {
        ServiceId = serviceId;
        AuthenticationServiceName = name;
        RegionEndpointServiceName = name;
        ServiceVersion = version;
        UserAgent = InternalSDKUtils.BuildUserAgentString(serviceId, GetType().Assembly.GetName().Version?.ToString(3) ?? "0");
        EndpointProvider = new RegionalEndpointProvider(name, plainNameIsFips);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName { get; }

    /// <summary>The date of the API that requests are written for.</summary>
    public override string ServiceVersion { get; }

    /// <inheritdoc/>
    public override string UserAgent { get; }

    /// <summary>The address that a request will be sent to.</summary>
    /// <exception cref="AmazonClientException">No Region is known, or the settings contradict each other.</exception>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(RegionalEndpointResolver.Parameters(this, parameters.AlternateEndpoint));
}
