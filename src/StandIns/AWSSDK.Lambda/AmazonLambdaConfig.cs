using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StandIns;
using Amazon.Util.Internal;

namespace Amazon.Lambda;

/// <summary>
/// Where and how a client reaches AWS Lambda. What is not set comes from <c>AWS_ENDPOINT_URL_LAMBDA</c>, <c>AWS_ENDPOINT_URL</c>,
/// <c>AWS_REGION</c> and the shared configuration files. Three attempts unless <see cref="ClientConfig.MaxErrorRetry"/> says otherwise.
/// </summary>
public class AmazonLambdaConfig : ClientConfig
{
    private static readonly string SdkUserAgent = InternalSDKUtils.BuildUserAgentString(
        ServiceId, typeof(AmazonLambdaConfig).Assembly.GetName().Version?.ToString(3) ?? "0");

    /// <summary>Creates a configuration of defaults.</summary>
    public AmazonLambdaConfig()
        : base(new DefaultConfigurationProvider(DefaultConfigurations.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "lambda";
        EndpointProvider = new RegionalEndpointProvider("lambda");
    }

    /// <summary>The name that the service has, in capitals, in <c>AWS_ENDPOINT_URL_LAMBDA</c> and in the shared configuration files.</summary>
    public static new string ServiceId => "Lambda";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "lambda";

    /// <summary>The date of the API that requests are written for.</summary>
    public override string ServiceVersion => "2015-03-31";

    /// <inheritdoc/>
    public override string UserAgent => SdkUserAgent;

    /// <summary>The address that a request will be sent to.</summary>
    /// <exception cref="AmazonClientException">No Region is known, or the settings contradict each other.</exception>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(RegionalEndpointResolver.Parameters(this, parameters.AlternateEndpoint));
}
