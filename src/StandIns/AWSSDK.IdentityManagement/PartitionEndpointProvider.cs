using Amazon.Runtime.Endpoints;
using Amazon.StandIns;

namespace Amazon.IdentityManagement;

// IAM is one service for all Regions of a partition. https://docs.aws.amazon.com/general/latest/gr/iam-service.html
internal sealed class PartitionEndpointProvider : IEndpointProvider
{
    private readonly RegionalEndpointProvider _regional = new("iam");

    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters[RegionalEndpointProvider.CustomEndpoint] is string { Length: > 0 } || parameters[RegionalEndpointProvider.Region] is not string region)
            return _regional.ResolveEndpoint(parameters);
        return region switch
        {
            "us-east-1" => new Endpoint("https://iam.amazonaws.com"),
            "us-gov-west-1" => new Endpoint("https://iam.us-gov.amazonaws.com"),
            _ => _regional.ResolveEndpoint(parameters),
        };
    }
}
