namespace Amazon.CloudWatchLogs.Model;

/// <summary>Asks for the rows of a query. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html.</summary>
public class GetQueryResultsRequest : AmazonCloudWatchLogsRequest
{
    /// <summary>The query. Required.</summary>
    public string? QueryId { get; set; }
}
