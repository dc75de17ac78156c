using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.IdentityManagement.Model.Internal;

internal sealed class ListAccountAliasesResponseUnmarshaller : XmlResponseUnmarshaller
{
    public static ListAccountAliasesResponseUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context)
    {
        try
        {
            var response = new ListAccountAliasesResponse();
            while (context.Read())
            {
                if (!context.IsStartElement)
                    continue;
                if (context.TestExpression("AccountAliases/member"))
                    (response.AccountAliases ??= []).Add(StringUnmarshaller.Instance.Unmarshall(context));
                else if (context.TestExpression("ResponseMetadata", 2))
                    response.ResponseMetadata = ResponseMetadataUnmarshaller.Instance.Unmarshall(context);
            }

            return response;
        }
        catch (XmlException exception)
        {
            throw new AmazonUnmarshallingException(
                context.ResponseData.GetHeaderValue("x-amzn-RequestId"), context.CurrentPath, context.ResponseBody, exception, context.ResponseData.StatusCode);
        }
    }

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext context, Exception? inner, HttpStatusCode statusCode)
    {
        ErrorResponse error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(context);
        return new AmazonIdentityManagementServiceException(error.Message, inner, error.Type, error.Code, error.RequestId, statusCode);
    }
}
