using System.Text.Json.Nodes;

namespace ScanResponder.Aws.Api;

/// <summary>A question to a service.</summary>
/// <param name="Service">The service.</param>
/// <param name="Operation">The operation, as the service's reference names it.</param>
/// <param name="Input">Its members; null for none.</param>
internal sealed record ApiCall(ApiService Service, string Operation, JsonObject? Input = null)
{
    /// <summary>With <see cref="ApiProtocol.Rest"/>, the path with its query, escaped.</summary>
    internal string Path { get; init; } = "/";

    /// <summary>With <see cref="ApiProtocol.Rest"/>, how it is asked.</summary>
    internal string Method { get; init; } = "GET";

    /// <summary>With <see cref="ApiProtocol.Rest"/>, the body as it is, in place of members; then the answer is read as one that says nothing. Null for none.</summary>
    internal string? Text { get; init; }

    /// <summary>What <see cref="Text"/> is.</summary>
    internal string ContentType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>The permission that it takes.</summary>
    internal string Action => (Service.Name, Operation) switch
    {
        ("lambda", "Invoke") => "lambda:InvokeFunction",
        var (name, operation) => $"{name}:{operation}",
    };
}
