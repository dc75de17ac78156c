using System.Text.Json.Serialization;

namespace ScanResponder.Alerts.Document;

/// <summary>
/// Writes an <see cref="AlertDocument"/> without reflection. <see cref="AlertJson"/> is the usual way to write one; this is for serialisers that want a
/// context. It writes with its own options alone, and does not read: what other options and reading take would be made ready at each start.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AlertDocument))]
[JsonSerializable(typeof(KeyValuePair<string, string>))]
public sealed partial class AlertJsonContext : JsonSerializerContext;
