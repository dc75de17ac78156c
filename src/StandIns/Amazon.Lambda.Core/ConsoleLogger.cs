namespace Amazon.Lambda.Core;

// Where nothing renders templates: the template and its arguments are shown side by side, so that nothing is lost.
internal sealed class ConsoleLogger : ILambdaLogger
{
    public void Log(string message) => Console.Write(message);

    public void LogLine(string message) => Console.WriteLine(message);

    public void Log(string level, string message) => Console.WriteLine($"{level}: {message}");

    public void Log(string level, string message, params object?[] args) => Log(level, null, message, args);

    public void Log(string level, Exception? exception, string message, params object?[] args)
    {
        string arguments = args.Length == 0 ? "" : $" [{string.Join(", ", args)}]";
        string failure = exception is null ? "" : $"{Environment.NewLine}{exception}";
        Log(level, $"{message}{arguments}{failure}");
    }
}
