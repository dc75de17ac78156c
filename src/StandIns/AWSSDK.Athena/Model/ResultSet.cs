namespace Amazon.Athena.Model;

/// <summary>Rows of a query.</summary>
public class ResultSet
{
    /// <summary>The rows. The first row of the first page holds the names of the columns.</summary>
    public List<Row>? Rows { get; set; }
}
