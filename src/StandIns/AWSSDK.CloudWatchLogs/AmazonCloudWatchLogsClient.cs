using System.Net;
using System.Text.Json;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;

namespace Amazon.CloudWatchLogs;

/// <summary>A client of Amazon CloudWatch Logs. Safe for use by many threads, and meant to live as long as the process.</summary>
public class AmazonCloudWatchLogsClient : RegionalClient, IAmazonCloudWatchLogs
{
    private static readonly JsonProtocol Protocol = new("Amazon.CloudWatchLogs", "Logs_20140328", ErrorOf);

    private static readonly InvokeOptions StartQuery = Protocol.Operation<StartQueryRequest, StartQueryResponse>(
        "StartQuery",
        WriteStart,
        answer => answer.Text("queryId") is { } id ? new() { QueryId = id } : null);

    private static readonly InvokeOptions GetQueryResults = Protocol.Operation<GetQueryResultsRequest, GetQueryResultsResponse>(
        "GetQueryResults",
        (writer, request) => writer.WriteIfSet("queryId", request.QueryId),
        answer => answer.Text("status") is { } status
            ? new() { Status = QueryStatus.FindValue(status), Results = answer.List("results", RowOf) }
            : null);

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
    public virtual Task<StartQueryResponse> StartQueryAsync(StartQueryRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<StartQueryResponse>(request, StartQuery, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetQueryResultsResponse> GetQueryResultsAsync(GetQueryResultsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetQueryResultsResponse>(request, GetQueryResults, cancellationToken);

    private static AmazonCloudWatchLogsException ErrorOf(ErrorResponse error, Exception? inner, HttpStatusCode status) =>
        new(error.Message, inner, error.Type, error.Code, error.RequestId, status);

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
