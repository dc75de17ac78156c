using System.Text;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>The lines that a process has written so far, readable while it still writes.</summary>
public sealed class ProcessOutput
{
    private readonly StringBuilder text = new();
    private readonly Lock gate = new();

    /// <summary>Reads a stream to its end, line by line.</summary>
    public async Task ReadAsync(StreamReader reader, Action<string>? onLine = null)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (gate)
            {
                text.Append(line).Append('\n');
            }

            onLine?.Invoke(line);
        }
    }

    public IReadOnlyList<string> Lines => ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override string ToString()
    {
        lock (gate)
        {
            return text.ToString();
        }
    }
}
