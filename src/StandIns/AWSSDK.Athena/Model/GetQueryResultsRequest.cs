namespace Amazon.Athena.Model;

/// <summary>Asks for the rows of a query that succeeded. See https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html.</summary>
public class GetQueryResultsRequest : AmazonAthenaRequest
{
    /// <summary>The most rows of one page, 1 to 1000, the header among them; null for 1000.</summary>
    public int? MaxResults { get; set; }

    /// <summary>The page to go on with; null for the first.</summary>
    public string? NextToken { get; set; }

    /// <summary>The query. Required.</summary>
    public string? QueryExecutionId { get; set; }
}
