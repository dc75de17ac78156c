using System.Text.Json.Serialization;
using ScanResponder.Findings;

namespace ScanResponder.Tests.Findings;

/// <summary>Source-generated as in the function, to see that the finding's converter serves there too.</summary>
[JsonSerializable(typeof(Dictionary<string, GuardDutyFinding>))]
internal sealed partial class FindingJsonContext : JsonSerializerContext;
