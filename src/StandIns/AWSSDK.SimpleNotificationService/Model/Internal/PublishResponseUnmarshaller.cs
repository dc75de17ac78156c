using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.SimpleNotificationService.Model.Internal;

internal sealed class PublishResponseUnmarshaller : XmlResponseUnmarshaller
{
    public static PublishResponseUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context)
    {
        try
        {
            PublishResponse response = Read(context);
            return response.MessageId is null ? throw Unreadable(context, null) : response;
        }
        catch (XmlException exception)
        {
            throw Unreadable(context, exception);
        }
    }

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext context, Exception? inner, HttpStatusCode statusCode)
    {
        ErrorResponse error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(context);
        (string message, ErrorType type, string code, string requestId) = (error.Message, error.Type, error.Code, error.RequestId);
        return code switch
        {
            "AuthorizationError" => new AuthorizationErrorException(message, inner, type, code, requestId, statusCode),
            "EndpointDisabled" => new EndpointDisabledException(message, inner, type, code, requestId, statusCode),
            "InternalError" => new InternalErrorException(message, inner, type, code, requestId, statusCode),
            "InvalidParameter" => new InvalidParameterException(message, inner, type, code, requestId, statusCode),
            "ParameterValueInvalid" => new InvalidParameterValueException(message, inner, type, code, requestId, statusCode),
            "InvalidSecurity" => new InvalidSecurityException(message, inner, type, code, requestId, statusCode),
            "KMSAccessDenied" => new KMSAccessDeniedException(message, inner, type, code, requestId, statusCode),
            "KMSDisabled" => new KMSDisabledException(message, inner, type, code, requestId, statusCode),
            "KMSInvalidState" => new KMSInvalidStateException(message, inner, type, code, requestId, statusCode),
            "KMSNotFound" => new KMSNotFoundException(message, inner, type, code, requestId, statusCode),
            "KMSOptInRequired" => new KMSOptInRequiredException(message, inner, type, code, requestId, statusCode),
            "KMSThrottling" => new KMSThrottlingException(message, inner, type, code, requestId, statusCode),
            "NotFound" => new NotFoundException(message, inner, type, code, requestId, statusCode),
            "PlatformApplicationDisabled" => new PlatformApplicationDisabledException(message, inner, type, code, requestId, statusCode),
            "ValidationException" => new ValidationException(message, inner, type, code, requestId, statusCode),
            _ => new AmazonSimpleNotificationServiceException(message, inner, type, code, requestId, statusCode),
        };
    }

    private static PublishResponse Read(XmlUnmarshallerContext context)
    {
        var response = new PublishResponse();
        while (context.Read())
        {
            if (!context.IsStartElement)
                continue;
            if (context.TestExpression("PublishResult/MessageId"))
                response.MessageId = StringUnmarshaller.Instance.Unmarshall(context);
            else if (context.TestExpression("PublishResult/SequenceNumber"))
                response.SequenceNumber = StringUnmarshaller.Instance.Unmarshall(context);
            else if (context.TestExpression("ResponseMetadata", 2))
                response.ResponseMetadata = ResponseMetadataUnmarshaller.Instance.Unmarshall(context);
        }
        return response;
    }

    private static AmazonUnmarshallingException Unreadable(XmlUnmarshallerContext context, XmlException? inner) => new(
        context.ResponseData.GetHeaderValue("x-amzn-RequestId"), context.CurrentPath, context.ResponseBody, inner,
        context.ResponseData.StatusCode);
}
