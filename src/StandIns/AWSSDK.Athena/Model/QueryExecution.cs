namespace Amazon.Athena.Model;

/// <summary>One run of a query.</summary>
public class QueryExecution
{
    /// <summary>Identifies the query.</summary>
    public string? QueryExecutionId { get; set; }

    /// <summary>How far it has got.</summary>
    public QueryExecutionStatus? Status { get; set; }
}
