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
        Add(request, "MessageStructure", input.MessageStructure);
        Add(request, "Subject", input.Subject);
        Add(request, "TopicArn", input.TopicArn);
        return request;
    }

    private static void Add(DefaultRequest request, string name, string? value)
    {
        if (value is not null)
            request.Parameters.Add(name, value);
    }
}
