using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Lambda.Model.Internal;

// The event is the body, as it is; all else is path and header.
internal sealed class InvokeRequestMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var invoke = (InvokeRequest)input;
        if (string.IsNullOrEmpty(invoke.FunctionName))
            throw new AmazonLambdaException("Request object does not have required field FunctionName set", null, ErrorType.Unknown, "", "", 0);
        var request = new DefaultRequest(input, "Amazon.Lambda")
        {
            HttpMethod = "POST",
            ResourcePath = "/2015-03-31/functions/{FunctionName}/invocations",
            Content = invoke.PayloadStream?.ToArray() ?? [],
        };
        request.AddPathResource("{FunctionName}", invoke.FunctionName);
        request.Headers["Content-Type"] = "application/octet-stream";
        if (invoke.InvocationType is { } type)
            request.Headers["X-Amz-Invocation-Type"] = type.Value;
        return request;
    }
}
