using System.Text;
using ScanResponder.Audit;

namespace ScanResponder.Cli.Audit;

/// <summary>A script that undoes what was changed, written group by group, so that it is there whatever ends the tool.</summary>
internal sealed class UndoScript : IAsyncDisposable
{
    private readonly StreamWriter _writer;

    /// <summary>Begins it.</summary>
    /// <param name="stream">The file, which is closed at the end.</param>
    internal UndoScript(Stream stream)
    {
        _writer = new(stream, new UTF8Encoding(false)) { NewLine = "\n", AutoFlush = true };
        _writer.WriteLine("#!/bin/sh");
        _writer.WriteLine("# Undoes what scan-responder audit changed, group by group. Run it with the credentials of the account.");
    }

    /// <summary>Adds a group that was dealt with.</summary>
    internal async Task AddAsync(AuditedGroup group)
    {
        if (group.Outcome.Undo.IsEmpty)
            return;
        await _writer.WriteLineAsync("(");
        foreach (var line in group.Outcome.Undo)
            await _writer.WriteLineAsync(line);
        await _writer.WriteLineAsync(")");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
