using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>A parameter does not meet what SNS requires: a malformed ARN, a message too long, JSON without a default entry. HTTP 400.</summary>
public class InvalidParameterException : AmazonSimpleNotificationServiceException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public InvalidParameterException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public InvalidParameterException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer.</summary>
    public InvalidParameterException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public InvalidParameterException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
