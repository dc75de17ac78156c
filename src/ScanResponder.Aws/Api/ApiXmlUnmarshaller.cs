using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
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
            if (reader.MoveToContent() is not XmlNodeType.Element || !reader.LocalName.EndsWith("Response", StringComparison.Ordinal))
                throw Unreadable(context, null);
            var answer = Read(reader) as JsonObject ?? [];
            return new ApiResponse { Members = answer.FirstOrDefault(member => member.Key.EndsWith("Result", StringComparison.Ordinal)).Value?.DeepClone() ?? new JsonObject() };
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

    // Reads the element on which the reader stands, and leaves it behind that.
    private static JsonNode Read(XmlReader reader)
    {
        var (text, members) = (new StringBuilder(), new List<KeyValuePair<string, JsonNode?>>());
        var isEmpty = reader.IsEmptyElement;
        reader.Read();
        while (!isEmpty && reader.NodeType is not XmlNodeType.EndElement)
        {
            if (reader.NodeType is XmlNodeType.Element)
            {
                members.Add(new(reader.LocalName, Read(reader)));
                continue;
            }

            text.Append(reader.Value);
            if (!reader.Read())
                throw new XmlException("An element does not end.");
        }

        if (!isEmpty)
            reader.Read();
        return members switch
        {
            [] => JsonValue.Create(text.ToString()),
            _ when members.TrueForAll(member => member.Key is "member") => new JsonArray([.. members.Select(member => member.Value)]),
            _ when members.TrueForAll(member => member.Key is "entry") => new JsonObject(members.Select(Entry).DistinctBy(entry => entry.Key)),
            _ => new JsonObject(members.DistinctBy(member => member.Key)),
        };
    }

    private static KeyValuePair<string, JsonNode?> Entry(KeyValuePair<string, JsonNode?> entry) =>
        entry.Value is JsonObject pair ? new(pair["key"]?.ToString() ?? "", pair["value"]?.DeepClone()) : new("", null);

    private static AmazonUnmarshallingException Unreadable(XmlUnmarshallerContext context, XmlException? inner) => new(
        context.ResponseData.GetHeaderValue("x-amzn-RequestId"), context.CurrentPath, context.ResponseBody, inner, context.ResponseData.StatusCode);
}
