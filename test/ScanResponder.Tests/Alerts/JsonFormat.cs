using System.Text.Encodings.Web;
using System.Text.Json.Nodes;

namespace ScanResponder.Tests.Alerts;

internal static class JsonFormat
{
    internal static string Indented(string json) => JsonNode.Parse(json)!.ToJsonString(new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
