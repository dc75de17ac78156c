using System.Text;

namespace ScanResponder.Alerts.Page;

/// <summary>Writes HTML from interpolated strings whose holes are encoded.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new();

    /// <summary>A piece of HTML, and a line feed.</summary>
    internal void Add(HtmlInterpolation html) => _html.Append(html.Text).Append('\n');

    /// <summary>What was written.</summary>
    internal Markup ToMarkup() => new(ToString());

    /// <inheritdoc/>
    public override string ToString() => _html.ToString();
}
