using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScanResponder.Cli.Redrive;

/// <summary>Writes what became of messages, on a line each.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RedriveEntry))]
internal sealed partial class RedriveJsonContext : JsonSerializerContext;
