using Amazon.Runtime.Internal;

namespace Amazon.StandIns;

// AWSSDK.Core's pipeline with an endpoint for each Region in place of the rules that AWS's own packages carry.
internal static class RegionalPipeline
{
    internal static void Customize(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerBefore<Signer>(new SignatureResolver());
    }
}
