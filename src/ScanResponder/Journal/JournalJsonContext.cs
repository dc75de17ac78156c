using System.Text.Json.Serialization;

namespace ScanResponder.Journal;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalPage))]
internal sealed partial class JournalJsonContext : JsonSerializerContext;
