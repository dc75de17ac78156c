namespace Amazon.CloudTrail.Model;

/// <summary>A call that was recorded.</summary>
public class Event
{
    /// <summary>The record, in JSON.</summary>
    public string? CloudTrailEvent { get; set; }

    /// <summary>Its id.</summary>
    public string? EventId { get; set; }

    /// <summary>The call.</summary>
    public string? EventName { get; set; }
}
