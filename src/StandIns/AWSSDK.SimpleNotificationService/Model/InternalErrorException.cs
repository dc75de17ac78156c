using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>SNS failed, at no fault of the request. HTTP 500; retried before it is thrown.</summary>
public class InternalErrorException : AmazonSimpleNotificationServiceException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public InternalErrorException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public InternalErrorException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer.</summary>
    public InternalErrorException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public InternalErrorException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
