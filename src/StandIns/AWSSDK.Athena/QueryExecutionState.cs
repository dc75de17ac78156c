using Amazon.Runtime;

namespace Amazon.Athena;

/// <summary>How far a query has got.</summary>
public class QueryExecutionState : ConstantClass
{
    /// <summary>Accepted, not begun.</summary>
    public static readonly QueryExecutionState QUEUED = new("QUEUED");

    /// <summary>Begun.</summary>
    public static readonly QueryExecutionState RUNNING = new("RUNNING");

    /// <summary>Ended; its rows can be read.</summary>
    public static readonly QueryExecutionState SUCCEEDED = new("SUCCEEDED");

    /// <summary>A state by its name.</summary>
    public QueryExecutionState(string value)
        : base(value)
    {
    }

    /// <summary>The state of this name, which may be one that this type does not know.</summary>
    public static QueryExecutionState FindValue(string value) => FindValue<QueryExecutionState>(value);
}
