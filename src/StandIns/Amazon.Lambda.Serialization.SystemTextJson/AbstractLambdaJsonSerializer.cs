using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>What the serializers on System.Text.Json share: reading the stream, the default options, and the wording of errors.</summary>
public abstract class AbstractLambdaJsonSerializer
{
    private protected AbstractLambdaJsonSerializer()
    {
    }

    /// <summary>How the JSON is written. Non-ASCII text and HTML's special characters are not escaped.</summary>
    protected JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads one value from the whole of <paramref name="requestStream"/>. JSON <c>null</c> is null.</summary>
    /// <exception cref="JsonSerializerException">
    /// The event is not a <typeparamref name="T"/>, or <typeparamref name="T"/> is not known to the serializer. The message names the
    /// type and the place in the JSON.
    /// </exception>
    public T Deserialize<T>(Stream requestStream)
    {
        ArgumentNullException.ThrowIfNull(requestStream);
        try
        {
            return InternalDeserialize<T>(ReadToEnd(requestStream));
        }
        catch (Exception exception) when (exception is not JsonSerializerException)
        {
            throw new JsonSerializerException(
                $"Error converting the Lambda event JSON payload to type {typeof(T).FullName}: {Describe(exception)}", exception);
        }
    }

    /// <summary>Writes <paramref name="response"/> as UTF-8 without a byte order mark, and leaves the stream open.</summary>
    /// <exception cref="JsonSerializerException">
    /// <paramref name="response"/> has no JSON form, or <typeparamref name="T"/> is not known to the serializer.
    /// </exception>
    public void Serialize<T>(T response, Stream responseStream)
    {
        ArgumentNullException.ThrowIfNull(responseStream);
        try
        {
            using var writer = new Utf8JsonWriter(responseStream, WriterOptions);
            InternalSerialize(writer, response);
        }
        catch (Exception exception) when (exception is not JsonSerializerException)
        {
            throw new JsonSerializerException(
                $"Error converting the response object of type {typeof(T).FullName} from the Lambda function to JSON: {Describe(exception)}",
                exception);
        }
    }

    /// <summary>
    /// The options to start from: names as they are in C#, read regardless of case, and nulls left out. A serializer whose context
    /// carries its own options returns those instead.
    /// </summary>
    protected virtual JsonSerializerOptions CreateDefaultJsonSerializationOptions() => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = true,
    };

    /// <summary>Writes one value. Any exception becomes a <see cref="JsonSerializerException"/>.</summary>
    protected abstract void InternalSerialize<T>(Utf8JsonWriter writer, T response);

    /// <summary>Reads one value from a whole UTF-8 document. Any exception becomes a <see cref="JsonSerializerException"/>.</summary>
    protected abstract T InternalDeserialize<T>(byte[] utf8Json);

    // System.Text.Json puts the path into its own messages, but not into those of a converter that chose its words.
    private static string Describe(Exception exception) =>
        exception is JsonException { Path: { } path } && !exception.Message.Contains(path, StringComparison.Ordinal)
            ? $"{exception.Message} Path: {path}."
            : exception.Message;

    private static byte[] ReadToEnd(Stream stream)
    {
        if (stream is MemoryStream { Position: 0 } whole)
            return whole.ToArray();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
