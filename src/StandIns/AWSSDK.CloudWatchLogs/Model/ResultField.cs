namespace Amazon.CloudWatchLogs.Model;

/// <summary>One field of a row.</summary>
public class ResultField
{
    /// <summary>Its name; <c>@ptr</c> for the row's own address.</summary>
    public string? Field { get; set; }

    /// <summary>Its value.</summary>
    public string? Value { get; set; }
}
