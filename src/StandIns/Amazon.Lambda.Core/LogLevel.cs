namespace Amazon.Lambda.Core;

/// <summary>How much a log line matters. Lambda's own <c>FATAL</c> is <see cref="Critical"/>, its <c>WARN</c> is <see cref="Warning"/>.</summary>
public enum LogLevel
{
    /// <summary>Every step, for whoever writes the code.</summary>
    Trace = 0,

    /// <summary>What helps to find a fault.</summary>
    Debug = 1,

    /// <summary>What happened, in the normal course. Lambda's default threshold.</summary>
    Information = 2,

    /// <summary>Not as it should be, and handled.</summary>
    Warning = 3,

    /// <summary>This invocation failed.</summary>
    Error = 4,

    /// <summary>The function cannot go on.</summary>
    Critical = 5,
}
