using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>How far a query has got.</summary>
public class QueryStatus : ConstantClass
{
    /// <summary>Ended.</summary>
    public static readonly QueryStatus Complete = new("Complete");

    /// <summary>Begun; the rows so far can be read.</summary>
    public static readonly QueryStatus Running = new("Running");

    /// <summary>Accepted, not begun.</summary>
    public static readonly QueryStatus Scheduled = new("Scheduled");

    /// <summary>A state by its name.</summary>
    public QueryStatus(string value)
        : base(value)
    {
    }

    /// <summary>The state of this name, which may be one that this type does not know.</summary>
    public static QueryStatus FindValue(string value) => FindValue<QueryStatus>(value);
}
