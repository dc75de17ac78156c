using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>The query was accepted.</summary>
public class StartQueryResponse : AmazonWebServiceResponse
{
    /// <summary>Identifies the query.</summary>
    public string? QueryId { get; set; }
}
