using System.Net;
using Amazon.Runtime;

namespace Amazon.Athena;

/// <summary>An error that Amazon Athena answered with, named in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonAthenaException : AmazonServiceException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public AmazonAthenaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public AmazonAthenaException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public AmazonAthenaException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
