namespace Amazon.Lambda.Core;

/// <summary>Turns an event into the handler's input, and the handler's output into a response.</summary>
public interface ILambdaSerializer
{
    /// <summary>Reads one value from the whole of <paramref name="requestStream"/>. An event of JSON <c>null</c> is null.</summary>
    /// <remarks>Throws if the event is not a <typeparamref name="T"/>; Lambda then counts the invocation as failed.</remarks>
    T Deserialize<T>(Stream requestStream);

    /// <summary>Writes <paramref name="response"/> at the stream's position and leaves the stream open.</summary>
    void Serialize<T>(T response, Stream responseStream);
}
