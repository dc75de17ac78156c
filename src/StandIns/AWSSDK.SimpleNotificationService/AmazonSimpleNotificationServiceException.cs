using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService;

/// <summary>An error that SNS answered with, named in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonSimpleNotificationServiceException : AmazonServiceException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public AmazonSimpleNotificationServiceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public AmazonSimpleNotificationServiceException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with the message of what caused it.</summary>
    public AmazonSimpleNotificationServiceException(Exception innerException)
        : base(innerException.Message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer.</summary>
    public AmazonSimpleNotificationServiceException(
        string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public AmazonSimpleNotificationServiceException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
