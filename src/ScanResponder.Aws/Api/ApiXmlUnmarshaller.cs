using System.Net;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace ScanResponder.Aws.Api;

// Reads an answer in XML into the form that IAwsApi promises.
internal sealed class ApiXmlUnmarshaller : XmlResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context)
    {
        try
        {
            // Its defaults read no document type, and so no entities.
            using var reader = XmlReader.Create(context.Stream);
            var root = XElement.Load(reader);
            return root.Name.LocalName.EndsWith("Response", StringComparison.Ordinal)
                ? new ApiResponse { Members = ValueOf(root.Elements().FirstOrDefault(part => part.Name.LocalName.EndsWith("Result", StringComparison.Ordinal)) ?? new XElement("Nothing")) }
                : throw Unreadable(context, null);
        }
        catch (XmlException exception)
        {
            throw Unreadable(context, exception);
        }
    }

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext context, Exception? innerException, HttpStatusCode statusCode)
    {
        var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(context);
        return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }

    private static JsonNode ValueOf(XElement element)
    {
        if (!element.HasElements)
            return JsonValue.Create(element.Value);
        if (element.Elements().All(child => child.Name.LocalName is "member"))
            return new JsonArray([.. element.Elements().Select(ValueOf)]);
        if (element.Elements().All(child => child.Name.LocalName is "entry"))
            return new JsonObject(element.Elements().Select(entry => Pair(Child(entry, "key")?.Value ?? "", Child(entry, "value"))));
        return new JsonObject(element.Elements().DistinctBy(child => child.Name.LocalName).Select(child => Pair(child.Name.LocalName, child)));
    }

    private static KeyValuePair<string, JsonNode?> Pair(string name, XElement? value) => new(name, value is null ? null : ValueOf(value));

    private static XElement? Child(XElement parent, string name) => parent.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    private static AmazonUnmarshallingException Unreadable(XmlUnmarshallerContext context, XmlException? inner) => new(
        context.ResponseData.GetHeaderValue("x-amzn-RequestId"), context.CurrentPath, context.ResponseBody, inner, context.ResponseData.StatusCode);
}
