using System.Text;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>What a <see cref="LoopbackHttpServer"/> answers.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="ContentType">The content type; null for an answer that names none.</param>
/// <param name="Body">The body.</param>
public sealed record HttpAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>Ends the TCP connection with a reset instead of an answer.</summary>
    public static readonly HttpAnswer Reset = new(0, null, ReadOnlyMemory<byte>.Empty);

    /// <summary>Headers beside the content type and length.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Called if the client had closed the connection before the answer could be sent.</summary>
    public Action? Undelivered { get; init; }

    public string Text => Encoding.UTF8.GetString(Body.Span);

    public static HttpAnswer Json(int status, string json) => new(status, "application/json", Encoding.UTF8.GetBytes(json));

    public static HttpAnswer Xml(int status, string xml) => new(status, "text/xml", Encoding.UTF8.GetBytes(xml));
}
