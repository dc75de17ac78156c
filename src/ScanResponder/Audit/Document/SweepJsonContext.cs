using System.Text.Json.Serialization;
using ScanResponder.Alerts.Document;

namespace ScanResponder.Audit.Document;

/// <summary>Writes the parts of the document of a sweep without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TriggerEntry))]
[JsonSerializable(typeof(CountsEntry))]
[JsonSerializable(typeof(SweepGroupEntry))]
[JsonSerializable(typeof(AuditProblem))]
[JsonSerializable(typeof(ScopeEntry))]
[JsonSerializable(typeof(string))]
internal sealed partial class SweepJsonContext : JsonSerializerContext;
