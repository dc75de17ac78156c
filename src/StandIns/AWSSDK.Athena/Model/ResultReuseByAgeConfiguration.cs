namespace Amazon.Athena.Model;

/// <summary>How old earlier rows may be.</summary>
public class ResultReuseByAgeConfiguration
{
    /// <summary>True to reuse rows at all.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Their greatest age, 0 to 10080; null for 60.</summary>
    public int? MaxAgeInMinutes { get; set; }
}
