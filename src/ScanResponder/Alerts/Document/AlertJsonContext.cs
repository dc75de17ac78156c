using System.Text.Json.Serialization;

namespace ScanResponder.Alerts.Document;

/// <summary>
/// Writes and reads an <see cref="AlertDocument"/> without reflection. <see cref="AlertJson"/> is the usual way to write one; this is for
/// serialisers that want a context.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AlertDocument))]
[JsonSerializable(typeof(KeyValuePair<string, string>))]
public sealed partial class AlertJsonContext : JsonSerializerContext;
