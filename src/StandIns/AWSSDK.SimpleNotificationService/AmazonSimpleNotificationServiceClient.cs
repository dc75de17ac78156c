using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService.Model;
using Amazon.SimpleNotificationService.Model.Internal;
using Amazon.StandIns;

namespace Amazon.SimpleNotificationService;

/// <summary>A client of Amazon SNS. Safe for use by many threads, and meant to live as long as the process.</summary>
public class AmazonSimpleNotificationServiceClient : RegionalClient, IAmazonSimpleNotificationService
{
    private static readonly InvokeOptions Publish = new()
    {
        RequestMarshaller = PublishRequestMarshaller.Instance,
        ResponseUnmarshaller = PublishResponseUnmarshaller.Instance,
    };

    /// <summary>Credentials of the environment.</summary>
    public AmazonSimpleNotificationServiceClient(AmazonSimpleNotificationServiceConfig config)
        : base(config)
    {
    }

    /// <summary>Credentials and configuration as given.</summary>
    public AmazonSimpleNotificationServiceClient(AWSCredentials credentials, AmazonSimpleNotificationServiceConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    public virtual Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PublishResponse>(request, Publish, cancellationToken);
}
