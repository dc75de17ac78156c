using Amazon.Runtime;

namespace ScanResponder.Aws.Api;

// A question on its way through the SDK's pipeline.
internal sealed class ApiRequest(ApiCall call) : AmazonWebServiceRequest
{
    internal ApiCall Call => call;
}
