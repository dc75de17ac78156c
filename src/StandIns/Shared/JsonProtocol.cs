using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.StandIns;

// The operations of a service that speaks AWS JSON 1.1. The target prefix stands before the operation's name in X-Amz-Target.
internal sealed class JsonProtocol(string serviceName, string targetPrefix, ErrorFactory errorOf)
{
    public InvokeOptions Operation<TRequest, TResponse>(
        string name, Action<Utf8JsonWriter, TRequest> write, Func<JsonElement, TResponse?> read)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse => new()
        {
            RequestMarshaller = new JsonMarshaller<TRequest>(serviceName, $"{targetPrefix}.{name}", write),
            ResponseUnmarshaller = new JsonUnmarshaller<TResponse>(read, errorOf),
        };
}
