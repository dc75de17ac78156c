namespace Amazon.Athena.Model;

/// <summary>A query to run. What is null is not sent. See https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html.</summary>
public class StartQueryExecutionRequest : AmazonAthenaRequest
{
    /// <summary>32 to 128 characters that name this query: a second request with the same token and query starts nothing and returns the first one's id.</summary>
    public string? ClientRequestToken { get; set; }

    /// <summary>Values for the question marks in the query, in order, each as it would stand in the query: texts in single quotes.</summary>
    public List<string>? ExecutionParameters { get; set; }

    /// <summary>The database of tables that are named without one.</summary>
    public QueryExecutionContext? QueryExecutionContext { get; set; }

    /// <summary>The SQL. Required.</summary>
    public string? QueryString { get; set; }

    /// <summary>Whether the rows of an earlier run of the same query will do; null for no.</summary>
    public ResultReuseConfiguration? ResultReuseConfiguration { get; set; }

    /// <summary>The workgroup, whose limits and place for results count; null for <c>primary</c>.</summary>
    public string? WorkGroup { get; set; }
}
