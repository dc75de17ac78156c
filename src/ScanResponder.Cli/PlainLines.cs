using ScanResponder.Alerts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ScanResponder.Cli;

/// <summary>
/// Lines that are written as long as they are: a command that is broken in two cannot be copied, so breaking it is left to the terminal, which
/// remembers where it did. Nothing in them is read as Spectre's markup.
/// </summary>
internal sealed class PlainLines : IRenderable
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

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => _segments;
}
