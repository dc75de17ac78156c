using Amazon.Lambda.Model;
using Amazon.Lambda.Model.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;

namespace Amazon.Lambda;

/// <summary>
/// A client of AWS Lambda. Safe for use by many threads, and meant to live as long as the process. Credentials that are not given, and a Region or
/// endpoint that is not set, are found as all AWS SDKs find them: environment variables, shared files, the function's role.
/// </summary>
public class AmazonLambdaClient : AmazonServiceClient, IAmazonLambda
{
    private static readonly ServiceMetadata Metadata = new(AmazonLambdaConfig.ServiceId);

    private static readonly InvokeOptions Invoke = new()
    {
        RequestMarshaller = new InvokeRequestMarshaller(),
        ResponseUnmarshaller = new InvokeResponseUnmarshaller(),
    };

    /// <summary>Credentials and Region of the environment.</summary>
    public AmazonLambdaClient()
        : this(new AmazonLambdaConfig())
    {
    }

    /// <summary>Credentials of the environment.</summary>
    public AmazonLambdaClient(AmazonLambdaConfig config)
        : base(config)
    {
    }

    /// <summary>Credentials and configuration as given.</summary>
    public AmazonLambdaClient(AWSCredentials credentials, AmazonLambdaConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <inheritdoc/>
    public virtual Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<InvokeResponse>(request, Invoke, cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        RegionalPipeline.Customize(pipeline);
    }
}
