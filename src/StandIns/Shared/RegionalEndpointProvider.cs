using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.StandIns;

// A service with one endpoint in each Region. https://docs.aws.amazon.com/general/latest/gr/rande.html
// The prefix is the service's name in its host names; in the Regions named after it, the plain name is the FIPS endpoint.
internal sealed class RegionalEndpointProvider(string prefix, params string[] plainNameIsFips) : IEndpointProvider
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
            throw new AmazonClientException($"No Region is known for {prefix}: set AWS_REGION, or RegionEndpoint in the configuration.");

        Partition partition = Fn.Partition(region);
        if (fips && !partition.supportsFIPS)
            throw new AmazonClientException($"Region {region} has no FIPS endpoints.");
        if (dualStack && !partition.supportsDualStack)
            throw new AmazonClientException($"Region {region} has no dual-stack endpoints.");
        bool plain = !fips || (!dualStack && plainNameIsFips.Contains(region));
        return new Endpoint($"https://{(plain ? prefix : $"{prefix}-fips")}.{region}.{(dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}");
    }
}
