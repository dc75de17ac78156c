using System.Net;
using Amazon.Runtime;

namespace Amazon.Lambda;

/// <summary>An error that AWS Lambda answered with, named in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonLambdaException(
    string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
