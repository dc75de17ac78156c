namespace ScanResponder.Cli.Doctor;

/// <summary>Words of a command to paste into a POSIX shell.</summary>
internal static class Shell
{
    /// <summary>The text as one word that the shell leaves as it is.</summary>
    internal static string Quote(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '/' or ':' or ',' or '=')
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
