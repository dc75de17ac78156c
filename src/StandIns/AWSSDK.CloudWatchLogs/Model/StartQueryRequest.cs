namespace Amazon.CloudWatchLogs.Model;

/// <summary>A query of Logs Insights to run. What is null is not sent. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html.</summary>
public class StartQueryRequest : AmazonCloudWatchLogsRequest
{
    /// <summary>The end of the time to search, in seconds since 1970. Required.</summary>
    public long? EndTime { get; set; }

    /// <summary>The most rows, 1 to 10000; null for 10000.</summary>
    public int? Limit { get; set; }

    /// <summary>The log group to search.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>The query. Required.</summary>
    public string? QueryString { get; set; }

    /// <summary>The beginning of the time to search, in seconds since 1970. Required.</summary>
    public long? StartTime { get; set; }
}
