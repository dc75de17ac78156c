using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.StandIns;

/// <summary>
/// AWSSDK.Core's client with one endpoint for each Region, in place of the rules that AWS's own packages carry. Credentials that are not given,
/// and a Region or endpoint that is not set, are found as all AWS SDKs find them: environment variables, shared files, the function's role.
/// </summary>
public abstract class RegionalClient : AmazonServiceClient
{
    private ServiceMetadata? metadata;

    private protected RegionalClient(RegionalClientConfig config)
        : base(config)
    {
    }

    private protected RegionalClient(AWSCredentials credentials, RegionalClientConfig config)
        : base(credentials, config)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => metadata ??= new ServiceMetadata(((IClientConfig)Config).ServiceId);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerBefore<Signer>(new SignatureResolver());
    }
}
