using System.Net;
using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>A parameter is malformed, or names a workgroup, a query or a table that is not there. HTTP 400.</summary>
public class InvalidRequestException : AmazonAthenaException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public InvalidRequestException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public InvalidRequestException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public InvalidRequestException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
