using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace ScanResponder.Aws.Api;

// An answer on its way back. The pipeline makes empty ones too.
internal sealed class ApiResponse : AmazonWebServiceResponse
{
    internal JsonNode Members { get; init; } = new JsonObject();
}
