using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.SimpleNotificationService.Internal;

internal sealed class SnsEndpointResolver : BaseEndpointResolver
{
    public static EndpointParameters Parameters(IClientConfig config, RegionEndpoint? alternate)
    {
        var parameters = new EndpointParameters
        {
            [SnsEndpointProvider.UseFips] = config.UseFIPSEndpoint,
            [SnsEndpointProvider.UseDualStack] = config.UseDualstackEndpoint,
        };
        if ((alternate ?? config.RegionEndpoint)?.SystemName is { } region)
            parameters[SnsEndpointProvider.Region] = region;
        if (config.ServiceURL is { Length: > 0 } url)
            parameters[SnsEndpointProvider.CustomEndpoint] = url;
        return parameters;
    }

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        Parameters(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);
}
