namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Lambda's Runtime API refused a call, or answered something that is not its protocol. The process cannot go on.</summary>
public class RuntimeApiClientException : Exception
{
    internal RuntimeApiClientException(string message, int statusCode, string? response)
        : base(message)
    {
        StatusCode = statusCode;
        Response = response;
    }

    /// <summary>The HTTP status of the answer.</summary>
    public int StatusCode { get; }

    /// <summary>The body of the answer; null if it was not read.</summary>
    public string? Response { get; }
}
