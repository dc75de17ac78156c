using Amazon.Runtime;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService;

/// <summary>
/// Publishes to Amazon SNS. See https://docs.aws.amazon.com/sns/latest/api/API_Publish.html.
/// </summary>
public interface IAmazonSimpleNotificationService : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSimpleNotificationServiceConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonSimpleNotificationServiceClient(awsCredentials, (AmazonSimpleNotificationServiceConfig)clientConfig);

    /// <summary>Publishes one message. It is accepted, and not yet delivered to any subscriber, when the task ends.</summary>
    /// <exception cref="AmazonSimpleNotificationServiceException">
    /// SNS refused it. <see cref="AmazonServiceException.ErrorCode"/> says why, such as <c>NotFound</c> or <c>KMSDisabled</c>.
    /// </exception>
    /// <exception cref="AmazonUnmarshallingException">What answered is not SNS.</exception>
    Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default);
}
