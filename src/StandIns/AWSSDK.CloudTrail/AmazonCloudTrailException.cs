using System.Net;
using Amazon.Runtime;

namespace Amazon.CloudTrail;

/// <summary>An error that AWS CloudTrail answered with, named in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonCloudTrailException(
    string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
