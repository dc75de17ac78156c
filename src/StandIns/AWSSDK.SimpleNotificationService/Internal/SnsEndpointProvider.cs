using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.SimpleNotificationService.Internal;

// https://docs.aws.amazon.com/general/latest/gr/sns.html
internal sealed class SnsEndpointProvider : IEndpointProvider
{
    public const string Region = "Region";
    public const string CustomEndpoint = "Endpoint";
    public const string UseFips = "UseFIPS";
    public const string UseDualStack = "UseDualStack";

    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        bool fips = parameters[UseFips] is true;
        bool dualStack = parameters[UseDualStack] is true;
        if (parameters[CustomEndpoint] is string { Length: > 0 } url)
        {
            return fips || dualStack
                ? throw new AmazonClientException("A custom endpoint is what it is: FIPS and dual-stack cannot be asked of it.")
                : new Endpoint(url);
        }
        if (parameters[Region] is not string { Length: > 0 } region)
            throw new AmazonClientException("No Region is known for SNS: set AWS_REGION, or RegionEndpoint in the configuration.");

        Partition partition = Fn.Partition(region);
        if (fips && !partition.supportsFIPS)
            throw new AmazonClientException($"Region {region} has no FIPS endpoints.");
        if (dualStack && !partition.supportsDualStack)
            throw new AmazonClientException($"Region {region} has no dual-stack endpoints.");
        bool plainNameIsFips = region is "us-gov-east-1" or "us-gov-west-1" && !dualStack;
        string service = fips && !plainNameIsFips ? "sns-fips" : "sns";
        return new Endpoint($"https://{service}.{region}.{(dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}");
    }
}
