using System.Net;
using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>The data catalog failed, or refused Athena: a table that is not there, or a missing permission of AWS Glue. HTTP 400.</summary>
public class MetadataException : AmazonAthenaException
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public MetadataException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public MetadataException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception of an answer, with what the transport said of it.</summary>
    public MetadataException(
        string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
