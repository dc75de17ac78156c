namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>An event that is not what the handler takes, or an output that has no JSON form.</summary>
public class JsonSerializerException : Exception
{
    /// <summary>Creates the exception with a message of its own.</summary>
    public JsonSerializerException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what caused it.</summary>
    public JsonSerializerException(string message, Exception? exception)
        : base(message, exception)
    {
    }
}
