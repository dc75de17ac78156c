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
    public Task WriteFileAsync(string path, string text, CancellationToken cancellationToken)
    {
        if (path == "locked.html")
            return Task.FromException(new UnauthorizedAccessException("Access to the path is denied."));
        _files[path] = text;
        return Task.CompletedTask;
    }

    /// <summary>The text of a file that was written; null where there is none.</summary>
    internal string? Written(string path) => _files.GetValueOrDefault(path);

    /// <inheritdoc/>
    public Task<string> ReadInputAsync(CancellationToken cancellationToken) => Task.FromResult(_input);

    public void Dispose()
    {
        _console.Dispose();
        _errors.Dispose();
    }
}
