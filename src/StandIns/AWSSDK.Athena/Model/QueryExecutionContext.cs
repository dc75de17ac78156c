namespace Amazon.Athena.Model;

/// <summary>Where a query finds its tables.</summary>
public class QueryExecutionContext
{
    /// <summary>The data catalog; null for <c>AwsDataCatalog</c>.</summary>
    public string? Catalog { get; set; }

    /// <summary>The database.</summary>
    public string? Database { get; set; }
}
