using System.Net;
using System.Text.Json;
using Amazon.Athena.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;

namespace Amazon.Athena;

/// <summary>A client of Amazon Athena. Safe for use by many threads, and meant to live as long as the process.</summary>
public class AmazonAthenaClient : RegionalClient, IAmazonAthena
{
    private static readonly JsonProtocol Protocol = new("Amazon.Athena", "AmazonAthena", ErrorOf);

    private static readonly InvokeOptions StartQueryExecution = Protocol.Operation<StartQueryExecutionRequest, StartQueryExecutionResponse>(
        "StartQueryExecution",
        WriteStart,
        answer => answer.Text("QueryExecutionId") is { } id ? new() { QueryExecutionId = id } : null);

    private static readonly InvokeOptions GetQueryExecution = Protocol.Operation<GetQueryExecutionRequest, GetQueryExecutionResponse>(
        "GetQueryExecution",
        (writer, request) => writer.WriteIfSet("QueryExecutionId", request.QueryExecutionId),
        answer => answer.Member("QueryExecution") is { } query ? new() { QueryExecution = QueryOf(query) } : null);

    private static readonly InvokeOptions GetQueryResults = Protocol.Operation<GetQueryResultsRequest, GetQueryResultsResponse>(
        "GetQueryResults",
        WriteResults,
        answer => answer.Member("ResultSet") is { } set
            ? new() { NextToken = answer.Text("NextToken"), ResultSet = new() { Rows = set.List("Rows", RowOf) } }
            : null);

    private static readonly InvokeOptions GetTableMetadata = Protocol.Operation<GetTableMetadataRequest, GetTableMetadataResponse>(
        "GetTableMetadata",
        WriteTable,
        answer => answer.Member("TableMetadata") is { } table ? new() { TableMetadata = TableOf(table) } : null);

    /// <summary>Credentials of the environment.</summary>
    public AmazonAthenaClient(AmazonAthenaConfig config)
        : base(config)
    {
    }

    /// <summary>Credentials and configuration as given.</summary>
    public AmazonAthenaClient(AWSCredentials credentials, AmazonAthenaConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    public virtual Task<StartQueryExecutionResponse> StartQueryExecutionAsync(StartQueryExecutionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<StartQueryExecutionResponse>(request, StartQueryExecution, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetQueryExecutionResponse> GetQueryExecutionAsync(GetQueryExecutionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetQueryExecutionResponse>(request, GetQueryExecution, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetQueryResultsResponse> GetQueryResultsAsync(GetQueryResultsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetQueryResultsResponse>(request, GetQueryResults, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetTableMetadataResponse> GetTableMetadataAsync(GetTableMetadataRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetTableMetadataResponse>(request, GetTableMetadata, cancellationToken);

    private static AmazonAthenaException ErrorOf(ErrorResponse error, Exception? inner, HttpStatusCode status) =>
        new(error.Message, inner, error.Type, error.Code, error.RequestId, status);

    private static void WriteStart(Utf8JsonWriter writer, StartQueryExecutionRequest request)
    {
        writer.WriteIfSet("ClientRequestToken", request.ClientRequestToken);
        if (request.ExecutionParameters is { } parameters)
        {
            writer.WriteStartArray("ExecutionParameters");
            foreach (string parameter in parameters)
                writer.WriteStringValue(parameter);
            writer.WriteEndArray();
        }
        if (request.QueryExecutionContext is { } place)
        {
            writer.WriteStartObject("QueryExecutionContext");
            writer.WriteIfSet("Catalog", place.Catalog);
            writer.WriteIfSet("Database", place.Database);
            writer.WriteEndObject();
        }
        writer.WriteIfSet("QueryString", request.QueryString);
        if (request.ResultReuseConfiguration?.ResultReuseByAgeConfiguration is { } reuse)
        {
            writer.WriteStartObject("ResultReuseConfiguration");
            writer.WriteStartObject("ResultReuseByAgeConfiguration");
            writer.WriteBoolean("Enabled", reuse.Enabled is true);
            if (reuse.MaxAgeInMinutes is { } minutes)
                writer.WriteNumber("MaxAgeInMinutes", minutes);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteIfSet("WorkGroup", request.WorkGroup);
    }

    private static void WriteResults(Utf8JsonWriter writer, GetQueryResultsRequest request)
    {
        if (request.MaxResults is { } most)
            writer.WriteNumber("MaxResults", most);
        writer.WriteIfSet("NextToken", request.NextToken);
        writer.WriteIfSet("QueryExecutionId", request.QueryExecutionId);
    }

    private static void WriteTable(Utf8JsonWriter writer, GetTableMetadataRequest request)
    {
        writer.WriteIfSet("CatalogName", request.CatalogName);
        writer.WriteIfSet("DatabaseName", request.DatabaseName);
        writer.WriteIfSet("TableName", request.TableName);
        writer.WriteIfSet("WorkGroup", request.WorkGroup);
    }

    private static QueryExecution QueryOf(JsonElement query) => new()
    {
        QueryExecutionId = query.Text("QueryExecutionId"),
        Status = query.Member("Status") is { } status
            ? new()
            {
                State = status.Text("State") is { } state ? QueryExecutionState.FindValue(state) : null,
                StateChangeReason = status.Text("StateChangeReason"),
            }
            : null,
    };

    private static Row RowOf(JsonElement row) => new() { Data = row.List("Data", value => new Datum { VarCharValue = value.Text("VarCharValue") }) };

    private static TableMetadata TableOf(JsonElement table) => new()
    {
        Columns = table.List("Columns", ColumnOf),
        Name = table.Text("Name"),
        Parameters = table.Texts("Parameters"),
        PartitionKeys = table.List("PartitionKeys", ColumnOf),
    };

    private static Column ColumnOf(JsonElement column) => new() { Name = column.Text("Name"), Type = column.Text("Type") };
}
