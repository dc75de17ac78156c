using System.Text;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

// Stands in for the console, so that what code prints there becomes log lines like all others.
internal sealed class LoggingTextWriter(ILambdaLogger logger, LogLevel level) : TextWriter
{
    private readonly StringBuilder _line = new();
    private readonly Lock _gate = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_gate)
        {
            if (value == '\n')
                LogLine();
            else if (value != '\r')
                _line.Append(value);
        }
    }

    public override void Write(string? value)
    {
        lock (_gate)
        {
            foreach (char c in value ?? "")
                Write(c);
        }
    }

    // One call is one record, even if it prints several lines.
    public override void WriteLine(string? value)
    {
        lock (_gate)
        {
            _line.Append(value);
            LogLine();
        }
    }

    private void LogLine()
    {
        logger.Log(level.ToString(), _line.ToString());
        _line.Clear();
    }
}
