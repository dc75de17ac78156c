namespace Amazon.Athena.Model;

/// <summary>Asks how far a query has got. See https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryExecution.html.</summary>
public class GetQueryExecutionRequest : AmazonAthenaRequest
{
    /// <summary>The query. Required.</summary>
    public string? QueryExecutionId { get; set; }
}
