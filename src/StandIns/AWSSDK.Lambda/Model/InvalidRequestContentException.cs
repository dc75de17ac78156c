using System.Net;
using Amazon.Runtime;

namespace Amazon.Lambda.Model;

/// <summary>The payload is not JSON. HTTP 400.</summary>
public class InvalidRequestContentException : AmazonLambdaException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public InvalidRequestContentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public InvalidRequestContentException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public InvalidRequestContentException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
