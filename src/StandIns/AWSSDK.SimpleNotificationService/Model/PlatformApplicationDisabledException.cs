using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>The mobile application is disabled. HTTP 400.</summary>
public class PlatformApplicationDisabledException : AmazonSimpleNotificationServiceException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public PlatformApplicationDisabledException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public PlatformApplicationDisabledException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer.</summary>
    public PlatformApplicationDisabledException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public PlatformApplicationDisabledException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
