using System.Text.Json.Serialization;

namespace ScanResponder.Accounts;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<NotedChange>))]
internal sealed partial class JournalJsonContext : JsonSerializerContext;
