using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StandIns;
using Amazon.Util.Internal;

namespace ScanResponder.Aws.Api;

// Where and how a service is reached: as AWS's own clients reach it.
internal sealed class ApiConfig : ClientConfig
{
    internal ApiConfig(ApiService service)
        : base(new DefaultConfigurationProvider(DefaultConfigurations.All))
    {
        ServiceId = service.Id;
        AuthenticationServiceName = service.Name;
        RegionEndpointServiceName = service.Name;
        ServiceVersion = service.Version;
        UserAgent = InternalSDKUtils.BuildUserAgentString(service.Id, "0");
        EndpointProvider = new RegionalEndpointProvider(service.Name);
    }

    public override string RegionEndpointServiceName { get; }

    public override string ServiceVersion { get; }

    public override string UserAgent { get; }

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(RegionalEndpointResolver.Parameters(this, parameters.AlternateEndpoint));
}
