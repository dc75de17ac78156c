using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.StandIns;

// An answer of the protocol AWS JSON 1.1. What read throws for members of the wrong type, or returns null for, is an answer of somebody else.
internal sealed class JsonUnmarshaller<TResponse>(Func<JsonElement, TResponse?> read, ErrorFactory errorOf) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            using var document = JsonDocument.Parse(context.Stream);
            return read(document.RootElement) ?? throw Unreadable(context, null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw Unreadable(context, exception);
        }
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext context, Exception? innerException, HttpStatusCode statusCode)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reader = new StreamingUtf8JsonReader(context.Stream);
        return errorOf(JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader), innerException, statusCode);
    }

    private static AmazonUnmarshallingException Unreadable(JsonUnmarshallerContext context, Exception? inner) => new(
        context.ResponseData.GetHeaderValue("x-amzn-RequestId"), context.CurrentPath, context.ResponseBody, inner, context.ResponseData.StatusCode);
}
