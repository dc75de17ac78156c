using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace ScanResponder.Aws.Api;

// Writes a question as its service wants it.
internal sealed class ApiMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = ((ApiRequest)input).Call;
        var request = new DefaultRequest(input, call.Service.Id) { HttpMethod = "POST", ResourcePath = "/" };
        switch (call.Service.Protocol)
        {
            case ApiProtocol.Json:
                Write(request, (call.Input ?? []).ToJsonString(), call.Service.Name is "dynamodb" or "sqs" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1");
                request.Headers["X-Amz-Target"] = $"{call.Service.Target}.{call.Operation}";
                break;
            case ApiProtocol.Query:
                request.Parameters.Add("Action", call.Operation);
                request.Parameters.Add("Version", call.Service.Version);
                foreach (var (name, value) in call.Input ?? [])
                    Add(request, name, value);
                break;
            default:
                request.HttpMethod = call.Method;
                request.ResourcePath = call.Path.Split('?')[0];
                foreach (var part in call.Path.Split('?').Skip(1).SelectMany(query => query.Split('&')))
                    request.Parameters.Add(part.Split('=')[0], Uri.UnescapeDataString(part[Math.Min(part.Length, part.Split('=')[0].Length + 1)..]));
                request.UseQueryString = request.Parameters.Count > 0;
                if (call.Text is { } text)
                    Write(request, text, call.ContentType);
                else if (call.Input is { } body)
                    Write(request, body.ToJsonString(), "application/json");
                break;
        }

        return request;
    }

    private static void Write(DefaultRequest request, string body, string type)
    {
        request.Content = Encoding.UTF8.GetBytes(body);
        request.Headers["Content-Type"] = type;
    }

    private static void Add(DefaultRequest request, string name, JsonNode? value)
    {
        switch (value)
        {
            case JsonArray items:
                foreach (var (index, item) in items.Index())
                    Add(request, $"{name}.member.{index + 1}", item);
                break;
            case JsonObject members:
                foreach (var (member, of) in members)
                    Add(request, $"{name}.{member}", of);
                break;
            case not null:
                request.Parameters.Add(name, value.ToString());
                break;
        }
    }
}
