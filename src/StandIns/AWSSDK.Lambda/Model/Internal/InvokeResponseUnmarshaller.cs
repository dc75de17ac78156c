using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Lambda.Model.Internal;

// What a function returned may be anything, so the body is handed on as it came; the status and the headers say what became of the invocation.
internal sealed class InvokeResponseUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        const string FunctionError = "X-Amz-Function-Error";
        IWebResponseData data = context.ResponseData;
        var payload = new MemoryStream();
        context.Stream.CopyTo(payload);
        payload.Position = 0;
        return new InvokeResponse
        {
            FunctionError = data.IsHeaderPresent(FunctionError) ? data.GetHeaderValue(FunctionError) : null,
            StatusCode = (int)data.StatusCode,
            Payload = payload,
        };
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext context, Exception? inner, HttpStatusCode statusCode)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reader = new StreamingUtf8JsonReader(context.Stream);
        ErrorResponse error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        return new AmazonLambdaException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode);
    }
}
