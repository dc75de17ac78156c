namespace Amazon.Athena.Model;

/// <summary>Asks what a table is made of. See https://docs.aws.amazon.com/athena/latest/APIReference/API_GetTableMetadata.html.</summary>
public class GetTableMetadataRequest : AmazonAthenaRequest
{
    /// <summary>The data catalog. Required.</summary>
    public string? CatalogName { get; set; }

    /// <summary>The database. Required.</summary>
    public string? DatabaseName { get; set; }

    /// <summary>The table. Required.</summary>
    public string? TableName { get; set; }

    /// <summary>The workgroup to ask in; null for none.</summary>
    public string? WorkGroup { get; set; }
}
