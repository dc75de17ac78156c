using Spectre.Console;

namespace ScanResponder.Cli;

/// <summary>What a command finds around it: a console and files.</summary>
internal interface ITerminal
{
    /// <summary>Standard output: what was asked for, and nothing else.</summary>
    IAnsiConsole Output { get; }

    /// <summary>Standard error: what went wrong, a line each.</summary>
    TextWriter Error { get; }

    /// <summary>The whole text of a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read it.</exception>
    Task<string> ReadFileAsync(string path, CancellationToken cancellationToken);

    /// <summary>All that comes in from standard input.</summary>
    Task<string> ReadInputAsync(CancellationToken cancellationToken);

    /// <summary>Writes a file as UTF-8, in place of what is there.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write it.</exception>
    Task WriteFileAsync(string path, string text, CancellationToken cancellationToken);
}
