using System.Net;
using System.Text.Json;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;

namespace Amazon.CloudWatchLogs;

/// <summary>
/// A client of Amazon CloudWatch Logs. Safe for use by many threads, and meant to live as long as the process. Credentials that are not given, and a
/// Region or endpoint that is not set, are found as all AWS SDKs find them: environment variables, shared files, the function's role.
/// </summary>
public class AmazonCloudWatchLogsClient : AmazonServiceClient, IAmazonCloudWatchLogs
{
    private static readonly ServiceMetadata Metadata = new(AmazonCloudWatchLogsConfig.ServiceId);

    private static readonly InvokeOptions StartQuery = Operation<StartQueryRequest, StartQueryResponse>(
        "StartQuery",
        WriteStart,
        answer => answer.Text("queryId") is { } id ? new() { QueryId = id } : null);

    private static readonly InvokeOptions GetQueryResults = Operation<GetQueryResultsRequest, GetQueryResultsResponse>(
        "GetQueryResults",
        (writer, request) => writer.WriteIfSet("queryId", request.QueryId),
        answer => answer.Text("status") is { } status
            ? new() { Status = QueryStatus.FindValue(status), Results = answer.List("results", RowOf) }
            : null);

    /// <summary>Credentials and Region of the environment.</summary>
    public AmazonCloudWatchLogsClient()
        : this(new AmazonCloudWatchLogsConfig())
    {
    }

    /// <summary>Credentials of the environment.</summary>
    public AmazonCloudWatchLogsClient(AmazonCloudWatchLogsConfig config)
        : base(config)
    {
    }

    /// <summary>Credentials and configuration as given.</summary>
    public AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <inheritdoc/>
    public virtual Task<StartQueryResponse> StartQueryAsync(StartQueryRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<StartQueryResponse>(request, StartQuery, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetQueryResultsResponse> GetQueryResultsAsync(GetQueryResultsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetQueryResultsResponse>(request, GetQueryResults, cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        RegionalPipeline.Customize(pipeline);
    }

    private static InvokeOptions Operation<TRequest, TResponse>(
        string name, Action<Utf8JsonWriter, TRequest> write, Func<JsonElement, TResponse?> read)
        where TRequest : AmazonCloudWatchLogsRequest
        where TResponse : AmazonWebServiceResponse => new()
        {
            RequestMarshaller = new JsonMarshaller<TRequest>("Amazon.CloudWatchLogs", $"Logs_20140328.{name}", write),
            ResponseUnmarshaller = new JsonUnmarshaller<TResponse>(read, ErrorOf),
        };

    private static AmazonCloudWatchLogsException ErrorOf(ErrorResponse error, Exception? inner, HttpStatusCode status) => error.Code switch
    {
        "InvalidParameterException" => new InvalidParameterException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "LimitExceededException" => new LimitExceededException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "MalformedQueryException" => new MalformedQueryException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "ResourceNotFoundException" => new ResourceNotFoundException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        "ServiceUnavailableException" => new ServiceUnavailableException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
        _ => new AmazonCloudWatchLogsException(error.Message, inner, error.Type, error.Code, error.RequestId, status),
    };

    private static void WriteStart(Utf8JsonWriter writer, StartQueryRequest request)
    {
        if (request.EndTime is { } end)
            writer.WriteNumber("endTime", end);
        if (request.Limit is { } limit)
            writer.WriteNumber("limit", limit);
        writer.WriteIfSet("logGroupName", request.LogGroupName);
        writer.WriteIfSet("queryString", request.QueryString);
        if (request.StartTime is { } start)
            writer.WriteNumber("startTime", start);
    }

    private static List<ResultField> RowOf(JsonElement row) =>
        [.. row.EnumerateArray().Select(field => new ResultField { Field = field.Text("field"), Value = field.Text("value") })];
}
