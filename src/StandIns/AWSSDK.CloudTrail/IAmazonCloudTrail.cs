using Amazon.CloudTrail.Model;
using Amazon.Runtime;

namespace Amazon.CloudTrail;

/// <summary>
/// Asks AWS CloudTrail. Every member throws <see cref="AmazonCloudTrailException"/> for an error that the service answers with, and
/// <see cref="AmazonUnmarshallingException"/> where what answered is not AWS CloudTrail.
/// </summary>
public interface IAmazonCloudTrail : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonCloudTrailConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonCloudTrailClient(awsCredentials, (AmazonCloudTrailConfig)clientConfig);

    /// <summary>Looks up calls of the last 90 days, the latest first.</summary>
    Task<LookupEventsResponse> LookupEventsAsync(LookupEventsRequest request, CancellationToken cancellationToken = default);
}
