using System.Text.Json.Serialization;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Triggers.GuardDuty;

/// <summary>Source-generated as in the function, to see that the finding's converter serves there too.</summary>
[JsonSerializable(typeof(Dictionary<string, EventDetail>))]
internal sealed partial class FindingJsonContext : JsonSerializerContext;
