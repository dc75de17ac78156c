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
        return new AmazonSimpleNotificationServiceException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode);
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
            else if (context.TestExpression("ResponseMetadata", 2))
                response.ResponseMetadata = ResponseMetadataUnmarshaller.Instance.Unmarshall(context);
        }
        return response;
    }

    private static AmazonUnmarshallingException Unreadable(XmlUnmarshallerContext context, XmlException? inner) => new(
        context.ResponseData.GetHeaderValue("x-amzn-RequestId"), context.CurrentPath, context.ResponseBody, inner,
        context.ResponseData.StatusCode);
}
