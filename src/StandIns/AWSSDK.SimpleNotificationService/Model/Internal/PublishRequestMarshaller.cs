using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.SimpleNotificationService.Model.Internal;

// Members that are null are left out. The pipeline sorts, encodes and signs.
internal sealed class PublishRequestMarshaller : IMarshaller<IRequest, PublishRequest>, IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static PublishRequestMarshaller Instance { get; } = new();

    public IRequest Marshall(AmazonWebServiceRequest input) => Marshall((PublishRequest)input);

    public IRequest Marshall(PublishRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.SimpleNotificationService");
        Add(request, "Action", "Publish");
        Add(request, "Version", "2010-03-31");
        Add(request, "Message", input.Message);
        Add(request, "MessageDeduplicationId", input.MessageDeduplicationId);
        Add(request, "MessageGroupId", input.MessageGroupId);
        Add(request, "MessageStructure", input.MessageStructure);
        Add(request, "PhoneNumber", input.PhoneNumber);
        Add(request, "Subject", input.Subject);
        Add(request, "TargetArn", input.TargetArn);
        Add(request, "TopicArn", input.TopicArn);
        foreach ((int index, (string name, MessageAttributeValue value)) in (input.MessageAttributes ?? []).Index())
        {
            string entry = string.Create(CultureInfo.InvariantCulture, $"MessageAttributes.entry.{index + 1}");
            Add(request, $"{entry}.Name", name);
            Add(request, $"{entry}.Value.DataType", value.DataType);
            Add(request, $"{entry}.Value.StringValue", value.StringValue);
            Add(request, $"{entry}.Value.BinaryValue", value.BinaryValue is { } binary ? Convert.ToBase64String(binary.ToArray()) : null);
        }
        return request;
    }

    private static void Add(DefaultRequest request, string name, string? value)
    {
        if (value is not null)
            request.Parameters.Add(name, value);
    }
}
