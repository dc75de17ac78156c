namespace Amazon.Lambda.Core;

/// <summary>
/// The log for code that has no <see cref="ILambdaContext"/> at hand, such as what runs before the first invocation. Inside a running
/// bootstrap it writes as <see cref="ILambdaLogger"/> does; anywhere else it writes plain lines to the console.
/// </summary>
public static class LambdaLogger
{
    private static readonly ConsoleLogger Fallback = new();

    // Set by the bootstrap for as long as it runs.
    internal static ILambdaLogger? Current { get; set; }

    /// <inheritdoc cref="ILambdaLogger.Log(string)"/>
    public static void Log(string message) => Target.Log(message);

    /// <inheritdoc cref="ILambdaLogger.Log(string, string, object[])"/>
    public static void Log(string level, string message, params object?[] args) => Target.Log(level, message, args);

    /// <inheritdoc cref="ILambdaLogger.Log(string, Exception, string, object[])"/>
    public static void Log(string level, Exception? exception, string message, params object?[] args) =>
        Target.Log(level, exception, message, args);

    /// <inheritdoc cref="ILambdaLogger.Log(LogLevel, string, object[])"/>
    public static void Log(LogLevel level, string message, params object?[] args) => Target.Log(level, message, args);

    /// <inheritdoc cref="ILambdaLogger.Log(LogLevel, Exception, string, object[])"/>
    public static void Log(LogLevel level, Exception? exception, string message, params object?[] args) =>
        Target.Log(level, exception, message, args);

    private static ILambdaLogger Target => Current ?? Fallback;
}
