namespace Amazon.Athena.Model;

/// <summary>How far a query has got, and why no further.</summary>
public class QueryExecutionStatus
{
    /// <summary>How far.</summary>
    public QueryExecutionState? State { get; set; }

    /// <summary>Why it failed or was stopped; null otherwise.</summary>
    public string? StateChangeReason { get; set; }
}
