namespace Amazon.Athena.Model;

/// <summary>A column of a table.</summary>
public class Column
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Its type, such as <c>string</c> or <c>bigint</c>.</summary>
    public string? Type { get; set; }
}
