namespace Amazon.Athena.Model;

/// <summary>One row.</summary>
public class Row
{
    /// <summary>Its values, one for each column.</summary>
    public List<Datum>? Data { get; set; }
}
