using System.Net;
using Amazon.Runtime;

namespace Amazon.Lambda;

/// <summary>An error that AWS Lambda answered with, named in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonLambdaException : AmazonServiceException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public AmazonLambdaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public AmazonLambdaException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public AmazonLambdaException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
