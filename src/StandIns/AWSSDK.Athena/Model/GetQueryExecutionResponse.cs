using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>How far a query has got.</summary>
public class GetQueryExecutionResponse : AmazonWebServiceResponse
{
    /// <summary>The query.</summary>
    public QueryExecution? QueryExecution { get; set; }
}
