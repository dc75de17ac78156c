namespace Amazon.Athena.Model;

/// <summary>One value.</summary>
public class Datum
{
    /// <summary>The value as text; null for SQL's NULL.</summary>
    public string? VarCharValue { get; set; }
}
