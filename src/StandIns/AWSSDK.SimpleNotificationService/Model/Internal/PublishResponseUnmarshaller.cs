using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.SimpleNotificationService.Model.Internal;

internal sealed class PublishResponseUnmarshaller : XmlResponseUnmarshaller
{
    public static PublishResponseUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context)
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

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext context, Exception? inner, HttpStatusCode statusCode)
    {
        ErrorResponse error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(context);
        return error.Code switch
        {
            "AuthorizationError" => new AuthorizationErrorException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "EndpointDisabled" => new EndpointDisabledException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "InternalError" => new InternalErrorException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "InvalidParameter" => new InvalidParameterException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "ParameterValueInvalid" => new InvalidParameterValueException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "InvalidSecurity" => new InvalidSecurityException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "KMSAccessDenied" => new KMSAccessDeniedException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "KMSDisabled" => new KMSDisabledException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "KMSInvalidState" => new KMSInvalidStateException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "KMSNotFound" => new KMSNotFoundException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "KMSOptInRequired" => new KMSOptInRequiredException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "KMSThrottling" => new KMSThrottlingException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "NotFound" => new NotFoundException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "PlatformApplicationDisabled" => new PlatformApplicationDisabledException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            "ValidationException" => new ValidationException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
            _ => new AmazonSimpleNotificationServiceException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode),
        };
    }
}
