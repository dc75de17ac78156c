using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.StandIns;

internal sealed class RegionalEndpointResolver : BaseEndpointResolver
{
    public static EndpointParameters Parameters(IClientConfig config, RegionEndpoint? alternate)
    {
        var parameters = new EndpointParameters
        {
            [RegionalEndpointProvider.UseFips] = config.UseFIPSEndpoint,
            [RegionalEndpointProvider.UseDualStack] = config.UseDualstackEndpoint,
        };
        if ((alternate ?? config.RegionEndpoint)?.SystemName is { } region)
            parameters[RegionalEndpointProvider.Region] = region;
        if (config.ServiceURL is { Length: > 0 } url)
            parameters[RegionalEndpointProvider.CustomEndpoint] = url;
        return parameters;
    }

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        Parameters(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);
}
