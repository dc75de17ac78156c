using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>How far a query has got.</summary>
public class QueryStatus : ConstantClass
{
    /// <summary>Stopped by somebody.</summary>
    public static readonly QueryStatus Cancelled = new("Cancelled");

    /// <summary>Ended.</summary>
    public static readonly QueryStatus Complete = new("Complete");

    /// <summary>Ended by an error.</summary>
    public static readonly QueryStatus Failed = new("Failed");

    /// <summary>Begun; the rows so far can be read.</summary>
    public static readonly QueryStatus Running = new("Running");

    /// <summary>Accepted, not begun.</summary>
    public static readonly QueryStatus Scheduled = new("Scheduled");

    /// <summary>Ended after an hour.</summary>
    public static readonly QueryStatus Timeout = new("Timeout");

    /// <summary>Not known.</summary>
    public static readonly QueryStatus Unknown = new("Unknown");

    /// <summary>A state by its name.</summary>
    public QueryStatus(string value)
        : base(value)
    {
    }

    /// <summary>The state of this name, which may be one that this type does not know.</summary>
    public static QueryStatus FindValue(string value) => FindValue<QueryStatus>(value);

    /// <summary>The state of this name.</summary>
    public static implicit operator QueryStatus(string value) => FindValue(value);
}
