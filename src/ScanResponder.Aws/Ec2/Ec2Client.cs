using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.EC2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace ScanResponder.Aws.Ec2;

/// <summary>
/// EC2's client, but for two things. It never repeats an edit of a security group by itself: EC2 has no token that would make a repeated edit the same
/// edit, so what looks like somebody else's change could be the client's own, whose answer was lost. What the alert can do without is asked once: nobody waits
/// for a second try. And it reads instances with <see cref="InstancesUnmarshaller"/>.
/// </summary>
internal sealed class Ec2Client : AmazonEC2Client
{
    internal Ec2Client(AmazonEC2Config config)
        : base(SentOnce(config))
    {
    }

    internal Ec2Client(AWSCredentials credentials, AmazonEC2Config config)
        : base(credentials, SentOnce(config))
    {
    }

    /// <inheritdoc/>
    public override Task<DescribeInstancesResponse> DescribeInstancesAsync(DescribeInstancesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeInstancesResponse>(
            request,
            new InvokeOptions { RequestMarshaller = DescribeInstancesRequestMarshaller.Instance, ResponseUnmarshaller = InstancesUnmarshaller.Shared },
            cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new RetriesOfReads(Config)));
    }

    private static AmazonEC2Config SentOnce(AmazonEC2Config config)
    {
        config.HttpClientFactory ??= new SentOnceHttpClients();
        return config;
    }

    private sealed class RetriesOfReads(IClientConfig config) : StandardRetryPolicy(config)
    {
        public override bool CanRetry(IExecutionContext executionContext) =>
            executionContext.RequestContext.OriginalRequest is not (AuthorizeSecurityGroupIngressRequest or RevokeSecurityGroupIngressRequest
                or DescribeVpcBlockPublicAccessOptionsRequest or DescribeVpcBlockPublicAccessExclusionsRequest or DescribeSecurityGroupVpcAssociationsRequest)
            && base.CanRetry(executionContext);
    }
}
