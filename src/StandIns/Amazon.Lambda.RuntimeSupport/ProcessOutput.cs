using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

// Makes the console and LambdaLogger write to the function's log, until it is disposed.
internal sealed class ProcessOutput : IDisposable
{
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;
    private readonly ILambdaLogger? _logger = LambdaLogger.Current;

    private ProcessOutput()
    {
    }

    public static ProcessOutput RedirectTo(ILambdaLogger logger)
    {
        var before = new ProcessOutput();
        Console.SetOut(new LoggingTextWriter(logger, LogLevel.Information));
        Console.SetError(new LoggingTextWriter(logger, LogLevel.Error));
        LambdaLogger.Current = logger;
        return before;
    }

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
        LambdaLogger.Current = _logger;
    }
}
