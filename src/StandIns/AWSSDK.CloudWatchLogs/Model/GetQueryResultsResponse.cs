using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>How far a query has got, and its rows so far.</summary>
public class GetQueryResultsResponse : AmazonWebServiceResponse
{
    /// <summary>The rows, each as its fields.</summary>
    public List<List<ResultField>>? Results { get; set; }

    /// <summary>How far it has got.</summary>
    public QueryStatus? Status { get; set; }
}
