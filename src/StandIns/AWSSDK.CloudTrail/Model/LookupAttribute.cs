namespace Amazon.CloudTrail.Model;

/// <summary>What events are looked up by, and the value that they are to have.</summary>
public class LookupAttribute
{
    /// <summary>What. Required.</summary>
    public LookupAttributeKey? AttributeKey { get; set; }

    /// <summary>The value. Required.</summary>
    public string? AttributeValue { get; set; }
}
