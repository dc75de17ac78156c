namespace Amazon.Lambda.Core;

/// <summary>
/// Writes to the function's log. A message is a template: <c>{Name}</c> takes the next argument, in the text and, where the function
/// logs JSON, as a key of its own; <c>{Name:format}</c> formats it, <c>{{</c> and <c>}}</c> are braces. Lines below the level that the
/// function is configured with (<c>AWS_LAMBDA_LOG_LEVEL</c>) are dropped.
/// See https://docs.aws.amazon.com/lambda/latest/dg/csharp-logging.html.
/// </summary>
/// <remarks>
/// A class that implements this interface writes the five members without a body; AWS's interface gives some of those a default that
/// calls itself, so leaving one out would overflow the stack there.
/// </remarks>
public interface ILambdaLogger
{
    /// <summary>Writes <paramref name="message"/> as it is: no level, no template, no line end.</summary>
    void Log(string message);

    /// <summary>Writes <paramref name="message"/> as one line at the level that Lambda gives to unlevelled lines. Not a template.</summary>
    void LogLine(string message);

    /// <summary>Writes one line. Not a template.</summary>
    /// <param name="level">The name of a <see cref="LogLevel"/>. Any other is written as it is, and never dropped.</param>
    /// <param name="message">The text.</param>
    void Log(string level, string message);

    /// <summary>Writes one line from a template.</summary>
    /// <param name="level">The name of a <see cref="LogLevel"/>. Any other is written as it is, and never dropped.</param>
    /// <param name="message">The template.</param>
    /// <param name="args">One for each placeholder, in order. A placeholder without one stays in the text as it is.</param>
    void Log(string level, string message, params object?[] args);

    /// <summary>Writes one line from a template, and the exception: after it in text, as keys of their own in JSON.</summary>
    /// <param name="level">The name of a <see cref="LogLevel"/>. Any other is written as it is, and never dropped.</param>
    /// <param name="exception">What went wrong; null for nothing.</param>
    /// <param name="message">The template.</param>
    /// <param name="args">One for each placeholder, in order. A placeholder without one stays in the text as it is.</param>
    void Log(string level, Exception? exception, string message, params object?[] args);

    /// <inheritdoc cref="Log(string, string)"/>
    void Log(LogLevel level, string message) => Log(level.ToString(), message);

    /// <inheritdoc cref="Log(string, string, object[])"/>
    void Log(LogLevel level, string message, params object?[] args) => Log(level.ToString(), message, args);

    /// <inheritdoc cref="Log(string, Exception, string, object[])"/>
    void Log(LogLevel level, Exception? exception, string message, params object?[] args) =>
        Log(level.ToString(), exception, message, args);

    /// <inheritdoc cref="Log(string, string)"/>
    void LogTrace(string message) => Log(nameof(LogLevel.Trace), message);

    /// <inheritdoc cref="Log(string, string, object[])"/>
    void LogTrace(string message, params object?[] args) => Log(nameof(LogLevel.Trace), message, args);

    /// <inheritdoc cref="Log(string, Exception, string, object[])"/>
    void LogTrace(Exception? exception, string message, params object?[] args) =>
        Log(nameof(LogLevel.Trace), exception, message, args);

    /// <inheritdoc cref="Log(string, string)"/>
    void LogDebug(string message) => Log(nameof(LogLevel.Debug), message);

    /// <inheritdoc cref="Log(string, string, object[])"/>
    void LogDebug(string message, params object?[] args) => Log(nameof(LogLevel.Debug), message, args);

    /// <inheritdoc cref="Log(string, Exception, string, object[])"/>
    void LogDebug(Exception? exception, string message, params object?[] args) =>
        Log(nameof(LogLevel.Debug), exception, message, args);

    /// <inheritdoc cref="Log(string, string)"/>
    void LogInformation(string message) => Log(nameof(LogLevel.Information), message);

    /// <inheritdoc cref="Log(string, string, object[])"/>
    void LogInformation(string message, params object?[] args) => Log(nameof(LogLevel.Information), message, args);

    /// <inheritdoc cref="Log(string, Exception, string, object[])"/>
    void LogInformation(Exception? exception, string message, params object?[] args) =>
        Log(nameof(LogLevel.Information), exception, message, args);

    /// <inheritdoc cref="Log(string, string)"/>
    void LogWarning(string message) => Log(nameof(LogLevel.Warning), message);

    /// <inheritdoc cref="Log(string, string, object[])"/>
    void LogWarning(string message, params object?[] args) => Log(nameof(LogLevel.Warning), message, args);

    /// <inheritdoc cref="Log(string, Exception, string, object[])"/>
    void LogWarning(Exception? exception, string message, params object?[] args) =>
        Log(nameof(LogLevel.Warning), exception, message, args);

    /// <inheritdoc cref="Log(string, string)"/>
    void LogError(string message) => Log(nameof(LogLevel.Error), message);

    /// <inheritdoc cref="Log(string, string, object[])"/>
    void LogError(string message, params object?[] args) => Log(nameof(LogLevel.Error), message, args);

    /// <inheritdoc cref="Log(string, Exception, string, object[])"/>
    void LogError(Exception? exception, string message, params object?[] args) =>
        Log(nameof(LogLevel.Error), exception, message, args);

    /// <inheritdoc cref="Log(string, string)"/>
    void LogCritical(string message) => Log(nameof(LogLevel.Critical), message);

    /// <inheritdoc cref="Log(string, string, object[])"/>
    void LogCritical(string message, params object?[] args) => Log(nameof(LogLevel.Critical), message, args);

    /// <inheritdoc cref="Log(string, Exception, string, object[])"/>
    void LogCritical(Exception? exception, string message, params object?[] args) =>
        Log(nameof(LogLevel.Critical), exception, message, args);
}
