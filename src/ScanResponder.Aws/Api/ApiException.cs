using System.Net;
using Amazon.Runtime;
using ScanResponder.Aws.Redrive;

namespace ScanResponder.Aws.Api;

/// <summary>A question that was not answered. The message is one line: what the service said and, where that is known, what to do.</summary>
internal sealed class ApiException(string message, string? code = null, bool isMissing = false, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The service's word for the error; null where it gave none.</summary>
    internal string? Code => code;

    /// <summary>True where what was asked about is not there.</summary>
    internal bool IsMissing => isMissing;

    /// <summary>The exception for what the SDK threw.</summary>
    internal static ApiException Of(ApiCall call, Exception error) => new(
        AwsErrors.Answer(call.Service.Id, error) + RedriveException.Advice(call.Action, error),
        (error as AmazonServiceException)?.ErrorCode,
        error is AmazonServiceException { StatusCode: HttpStatusCode.NotFound } or AmazonServiceException
        {
            ErrorCode: "ResourceNotFoundException" or "NotFound" or "NotFoundException" or "AWS.SimpleQueueService.NonExistentQueue" or "QueueDoesNotExist"
        },
        error);
}
