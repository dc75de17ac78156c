using ScanResponder.Alerts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ScanResponder.Cli;

/// <summary>
/// Lines that are written as long as they are: a command that is broken in two cannot be copied, so breaking it is left to the terminal, which
/// remembers where it did. Only sentences are folded, and only on a terminal, which would break them inside a word. Nothing in them is read as Spectre's markup.
/// </summary>
/// <param name="columns">How wide the terminal is; null where the lines go elsewhere.</param>
internal sealed class PlainLines(int? columns = null) : IRenderable
{
    private readonly List<Segment> _segments = [];

    /// <summary>A line of this text, made safe for a terminal.</summary>
    internal PlainLines Add(string text = "", Style? style = null)
    {
        if (text.Length > 0)
            _segments.Add(new(TextFormat.OneLine(text), style ?? Style.Plain));
        _segments.Add(Segment.LineBreak);
        return this;
    }

    /// <summary>A sentence or a row. What does not fit goes on below it, a little further in; no word is broken.</summary>
    internal PlainLines AddFolded(string text, Style? style = null)
    {
        text = TextFormat.OneLine(text).TrimEnd();
        var indent = text.Length - text.TrimStart(' ').Length + 4;
        while (columns is { } most && text.Length > most)
        {
            // A word that is longer than the line stays whole, and what follows it goes below.
            var end = text.LastIndexOf(' ', most);
            if (end <= indent)
                end = text.IndexOf(' ', Math.Min(text.Length, Math.Max(most, indent)));
            if (end < 0)
                break;
            Add(text[..end].TrimEnd(), style);
            text = new string(' ', indent) + text[end..].TrimStart();
        }

        return Add(text, style);
    }

    /// <summary>How wide the console is where it is a terminal; null elsewhere.</summary>
    internal static int? ColumnsOf(IAnsiConsole console) => console.Profile.Out.IsTerminal ? console.Profile.Width : null;

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => _segments;
}
