using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace ScanResponder.Aws.Api;

// Reads an answer that says nothing but that it was done. Its errors are in XML.
internal sealed class ApiEmptyUnmarshaller : XmlResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context) => new ApiResponse();

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext context, Exception? innerException, HttpStatusCode statusCode)
    {
        var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(context);
        return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }
}
