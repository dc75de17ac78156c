using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>The query was accepted.</summary>
public class StartQueryExecutionResponse : AmazonWebServiceResponse
{
    /// <summary>Identifies the query.</summary>
    public string? QueryExecutionId { get; set; }
}
