using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>A page of rows.</summary>
public class GetQueryResultsResponse : AmazonWebServiceResponse
{
    /// <summary>The next page; null after the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>The rows.</summary>
    public ResultSet? ResultSet { get; set; }
}
