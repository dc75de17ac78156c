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

    /// <summary>A file, to be read piece by piece.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read it.</exception>
    Stream OpenFile(string path);

    /// <summary>Standard input, to be read piece by piece.</summary>
    Stream OpenInput();

    /// <summary>Standard output, to be written piece by piece.</summary>
    Stream OpenOutput();

    /// <summary>A file to write to, in place of one of that name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isNew">True where a file of that name is not to be replaced, which is an error then.</param>
    /// <exception cref="IOException">The file cannot be written, or is there already.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write it.</exception>
    Stream CreateFile(string path, bool isNew);

    /// <summary>True where somebody sits at the terminal who can be asked.</summary>
    bool CanAsk { get; }
}
