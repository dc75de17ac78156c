using Amazon.Runtime;

namespace ScanResponder.Aws.Redrive;

/// <summary>Something that AWS was asked for and did not do. The message is one line: what AWS said and, where that is known, what to do.</summary>
internal sealed class RedriveException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The exception for what the SDK threw.</summary>
    /// <param name="service">The service, as people call it.</param>
    /// <param name="action">The IAM action of the call.</param>
    /// <param name="error">What the SDK threw.</param>
    internal static RedriveException Of(string service, string action, Exception error) =>
        new(AwsErrors.Answer(service, error) + Advice(action, error), error);

    /// <summary>What to do about it, to be said after what the service answered; empty where nobody knows.</summary>
    internal static string Advice(string action, Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: { } code } when code.StartsWith("KMS", StringComparison.OrdinalIgnoreCase) =>
            "; the user or role that runs this needs kms:Decrypt on the queue's key",
        AmazonServiceException answer when AwsErrors.LacksPermission(answer.ErrorCode) => $"; the user or role that runs this needs {action}",
        AmazonServiceException answer when AwsErrors.LacksCredentials(answer.ErrorCode) =>
            "; check that the AWS credentials have not expired and are meant for this account and Region",
        _ => "",
    };
}
