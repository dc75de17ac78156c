using System.Text;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>One HTTP request as it arrived at a <see cref="LoopbackHttpServer"/>.</summary>
/// <param name="Method">The method, in upper case as on the wire.</param>
/// <param name="Target">The request target: path and query.</param>
/// <param name="Headers">The headers by name; names compare without case, repeated headers are joined with a comma.</param>
/// <param name="Body">The body; empty if there was none.</param>
public sealed record HttpCall(string Method, string Target, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    private readonly Lazy<string> text = new(() => Encoding.UTF8.GetString(Body.Span));

    /// <summary>The body as UTF-8 text.</summary>
    public string Text => text.Value;

    /// <summary>A header's value, or null if the request did not carry it.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The same request, to be sent to another server.</summary>
    public HttpRequestMessage ToMessage(Uri server)
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), new Uri(server, Target)) { Content = new ReadOnlyMemoryContent(Body) };
        foreach ((string name, string value) in Headers)
        {
            if (!BelongsToTheConnection(name) && !message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private static bool BelongsToTheConnection(string name) =>
        name.ToUpperInvariant() is "HOST" or "CONNECTION" or "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "EXPECT";
}
