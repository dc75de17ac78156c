using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>What a table is made of.</summary>
public class GetTableMetadataResponse : AmazonWebServiceResponse
{
    /// <summary>The table.</summary>
    public TableMetadata? TableMetadata { get; set; }
}
