using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;

namespace ScanResponder.Aws.Api;

// A client of one service: AWSSDK.Core's pipeline with its signing, retries, credentials and endpoint overrides.
internal sealed class ApiClient : AmazonServiceClient
{
    private static readonly InvokeOptions Json = new()
    {
        RequestMarshaller = new ApiMarshaller(),
        ResponseUnmarshaller = new JsonUnmarshaller<ApiResponse>(
            answer => JsonNode.Parse(answer.GetRawText()) is { } members ? new() { Members = members } : null,
            (error, inner, status) => new AmazonServiceException(error.Message, inner, error.Type, error.Code, error.RequestId, status)),
    };

    private static readonly InvokeOptions Xml = new() { RequestMarshaller = new ApiMarshaller(), ResponseUnmarshaller = new ApiXmlUnmarshaller() };

    private static readonly InvokeOptions Empty = new() { RequestMarshaller = new ApiMarshaller(), ResponseUnmarshaller = new ApiEmptyUnmarshaller() };

    private readonly ApiService _service;

    internal ApiClient(ApiService service, AWSCredentials? credentials, ApiConfig config)
        : base(credentials, config) => _service = service;

    internal ApiClient(ApiService service, ApiConfig config)
        : base(config) => _service = service;

    protected override IServiceMetadata ServiceMetadata => field ??= new ServiceMetadata(((IClientConfig)Config).ServiceId);

    internal async Task<JsonNode> AskAsync(ApiCall call, CancellationToken cancellationToken) => (await InvokeAsync<ApiResponse>(
        new ApiRequest(call), call.Text is not null ? Empty : _service.Protocol is ApiProtocol.Query ? Xml : Json, cancellationToken)).Members;

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerBefore<Signer>(new SignatureResolver());
    }
}
