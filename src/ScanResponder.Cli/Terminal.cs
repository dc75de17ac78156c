using Spectre.Console;

namespace ScanResponder.Cli;

/// <summary>The console and the files of this process.</summary>
internal sealed class Terminal : ITerminal
{
    /// <inheritdoc/>
    public IAnsiConsole Output { get; } = Console(new AnsiConsoleOutput(System.Console.Out));

    /// <inheritdoc/>
    public TextWriter Error => System.Console.Error;

    /// <inheritdoc/>
    public Task<string> ReadFileAsync(string path, CancellationToken cancellationToken) => Directory.Exists(path)
        ? throw new IOException("it is a folder")
        : File.ReadAllTextAsync(path, cancellationToken);

    /// <inheritdoc/>
    public Task WriteFileAsync(string path, string text, CancellationToken cancellationToken) => File.WriteAllTextAsync(path, text, cancellationToken);

    /// <inheritdoc/>
    public Task<string> ReadInputAsync(CancellationToken cancellationToken) => System.Console.In.ReadToEndAsync(cancellationToken);

    /// <summary>
    /// A console that styles its text on a terminal only. Spectre would also do so in a pipe on the build servers that it knows, where the
    /// escapes end up in files.
    /// </summary>
    internal static IAnsiConsole Console(IAnsiConsoleOutput output) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = output,
        Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = output.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
    });
}
