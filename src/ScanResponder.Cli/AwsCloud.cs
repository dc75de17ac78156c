using Amazon.Runtime;
using ScanResponder.Accounts;
using ScanResponder.Aws;

namespace ScanResponder.Cli;

/// <summary>AWS, by the default credential chain.</summary>
internal sealed class AwsCloud : ICloud
{
    /// <inheritdoc/>
    public IAccounts Accounts { get; } = new AwsAccounts(ownAccountId: null);

    /// <inheritdoc/>
    public IAlertTopic Topic(TopicArn arn)
    {
        try
        {
            return new SnsAlertTopic(AwsClients.Sns(arn.Region), arn.ToString());
        }
        catch (AmazonClientException exception)
        {
            // The SDK looks for credentials as soon as a client is made.
            throw new InputException($"{arn}: there are no AWS credentials to publish with: {exception.Message}", exception);
        }
    }
}
