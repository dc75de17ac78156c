using System.Text;
using ScanResponder.Cli;
using Spectre.Console;
using Spectre.Console.Testing;

namespace ScanResponder.Tests.Cli;

/// <summary>A console and files in memory. Lines are far narrower than a command is long.</summary>
internal sealed class FakeTerminal : ITerminal, IDisposable
{
    private readonly TestConsole _console = new();
    private readonly StringWriter _errors = new();
    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, MemoryStream> _written = [];
    private readonly MemoryStream _output = new();
    private string _input = "";

    internal FakeTerminal()
    {
        _console.Profile.Width = 40;
        _console.Profile.Out = new AnsiConsoleOutput(_console.Profile.Out.Writer);
    }

    /// <inheritdoc/>
    public IAnsiConsole Output => _console;

    /// <inheritdoc/>
    public TextWriter Error => _errors;

    /// <summary>What was written to the console so far.</summary>
    internal string Shown => _console.Output;

    internal FakeTerminal With(string path, string text)
    {
        _files[path] = text;
        return this;
    }

    internal FakeTerminal WithInput(string text)
    {
        _input = text;
        return this;
    }

    internal FakeTerminal WithColours()
    {
        _console.EmitAnsiSequences().Colors(ColorSystem.Standard);
        return this;
    }

    internal async Task<CliRun> RunAsync(string[] words, FakeAwsServices? aws = null)
    {
        var status = await CommandLine.RunAsync(words, this, aws ?? new());
        return new(status, _console.Output, _errors.ToString());
    }

    internal Task<CliRun> RunAsync(params string[] words) => RunAsync(words, aws: null);

    /// <inheritdoc/>
    public Task<string> ReadFileAsync(string path, CancellationToken cancellationToken) => path switch
    {
        "locked.json" => Task.FromException<string>(new UnauthorizedAccessException("Access to the path is denied.")),
        "broken.json" => Task.FromException<string>(new IOException("the disk is gone")),
        _ when _files.TryGetValue(path, out var text) => Task.FromResult(text),
        _ => Task.FromException<string>(new FileNotFoundException("Could not find the file.", path)),
    };

    /// <inheritdoc/>
    public Task<string> ReadInputAsync(CancellationToken cancellationToken) => Task.FromResult(_input);

    /// <inheritdoc/>
    public bool CanAsk { get; private set; }

    /// <summary>Somebody sits there, and gives these answers.</summary>
    internal FakeTerminal Answering(params string[] answers)
    {
        CanAsk = true;
        _console.Interactive();
        foreach (var answer in answers)
            _console.Input.PushTextWithEnter(answer);
        return this;
    }

    /// <summary>What was written to a file.</summary>
    internal string Written(string path) => Encoding.UTF8.GetString(_written[path].ToArray());

    /// <summary>The names of the files that were written.</summary>
    internal IEnumerable<string> FilesWritten => _written.Keys;

    /// <summary>What was written to standard output as a stream.</summary>
    internal string Streamed => Encoding.UTF8.GetString(_output.ToArray());

    /// <inheritdoc/>
    public Stream OpenFile(string path) => path switch
    {
        "locked.json" => throw new UnauthorizedAccessException("Access to the path is denied."),
        "broken.json" => throw new IOException("the disk is gone"),
        _ when _files.TryGetValue(path, out var text) => new MemoryStream(Encoding.UTF8.GetBytes(text)),
        _ => throw new FileNotFoundException("Could not find the file.", path),
    };

    /// <inheritdoc/>
    public Stream OpenInput() => new MemoryStream(Encoding.UTF8.GetBytes(_input));

    /// <inheritdoc/>
    public Stream OpenOutput() => _output;

    /// <inheritdoc/>
    public Stream CreateFile(string path, bool isNew)
    {
        if (path.StartsWith("locked", StringComparison.Ordinal))
            throw new UnauthorizedAccessException("Access to the path is denied.");
        if (isNew && (_files.ContainsKey(path) || _written.ContainsKey(path)))
            throw new IOException("the file exists");
        return _written[path] = new();
    }

    public void Dispose()
    {
        _console.Dispose();
        _errors.Dispose();
    }
}
