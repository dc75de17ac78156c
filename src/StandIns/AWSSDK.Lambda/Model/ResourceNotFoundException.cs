using System.Net;
using Amazon.Runtime;

namespace Amazon.Lambda.Model;

/// <summary>There is no such function, or not in the Region that was asked. HTTP 404.</summary>
public class ResourceNotFoundException : AmazonLambdaException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public ResourceNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public ResourceNotFoundException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public ResourceNotFoundException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
