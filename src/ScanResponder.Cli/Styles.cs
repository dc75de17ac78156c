using Spectre.Console;

namespace ScanResponder.Cli;

/// <summary>The few styles of the tool's output.</summary>
internal static class Styles
{
    /// <summary>Titles and headings.</summary>
    internal static readonly Style Heading = new(decoration: Decoration.Bold);

    /// <summary>What is said about the output and is no part of an alert.</summary>
    internal static readonly Style Note = new(decoration: Decoration.Italic);

    /// <summary>A rule that was added.</summary>
    internal static readonly Style Added = new(Color.Green);

    /// <summary>A rule that was removed.</summary>
    internal static readonly Style Removed = new(Color.Red);

    /// <summary>What somebody has to look after.</summary>
    internal static readonly Style Failed = new(Color.Red);

    /// <summary>The style of a line in a list of rules, by its sign.</summary>
    internal static Style OfRule(string line) => line switch
    {
        [' ', ' ', '+', ' ', ..] => Added,
        [' ', ' ', '-', ' ', ..] => Removed,
        _ => Style.Plain,
    };
}
