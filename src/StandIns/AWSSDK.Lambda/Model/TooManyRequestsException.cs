using System.Net;
using Amazon.Runtime;

namespace Amazon.Lambda.Model;

/// <summary>Too many invocations, of the function or of the account; retried already. HTTP 429.</summary>
public class TooManyRequestsException : AmazonLambdaException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public TooManyRequestsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public TooManyRequestsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public TooManyRequestsException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
