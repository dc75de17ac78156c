using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Lambda.Model.Internal;

// What a function returned may be anything, so nothing of the body is read; the status and the headers say what became of the invocation.
internal sealed class InvokeResponseUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        const string FunctionError = "X-Amz-Function-Error";
        IWebResponseData data = context.ResponseData;
        return new InvokeResponse
        {
            FunctionError = data.IsHeaderPresent(FunctionError) ? data.GetHeaderValue(FunctionError) : null,
            StatusCode = (int)data.StatusCode,
        };
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext context, Exception? inner, HttpStatusCode statusCode)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reader = new StreamingUtf8JsonReader(context.Stream);
        ErrorResponse error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        (string message, ErrorType type, string code, string requestId) = (error.Message, error.Type, error.Code, error.RequestId);
        return code switch
        {
            "InvalidParameterValueException" => new InvalidParameterValueException(message, inner, type, code, requestId, statusCode),
            "InvalidRequestContentException" => new InvalidRequestContentException(message, inner, type, code, requestId, statusCode),
            "RequestTooLargeException" => new RequestTooLargeException(message, inner, type, code, requestId, statusCode),
            "ResourceNotFoundException" => new ResourceNotFoundException(message, inner, type, code, requestId, statusCode),
            "ServiceException" => new ServiceException(message, inner, type, code, requestId, statusCode),
            "TooManyRequestsException" => new TooManyRequestsException(message, inner, type, code, requestId, statusCode),
            _ => new AmazonLambdaException(message, inner, type, code, requestId, statusCode),
        };
    }
}
