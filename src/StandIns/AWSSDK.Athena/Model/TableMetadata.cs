namespace Amazon.Athena.Model;

/// <summary>A table of a data catalog.</summary>
public class TableMetadata
{
    /// <summary>Its columns, without those it is partitioned by.</summary>
    public List<Column>? Columns { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Its properties, such as <c>projection.enabled</c>.</summary>
    public Dictionary<string, string>? Parameters { get; set; }

    /// <summary>The columns it is partitioned by.</summary>
    public List<Column>? PartitionKeys { get; set; }
}
