namespace ScanResponder.Alerts.Page;

/// <summary>HTML that <see cref="HtmlWriter"/> made: the only text that it does not encode.</summary>
/// <param name="Text">The HTML.</param>
internal sealed record Markup(string Text)
{
    /// <summary>Nothing.</summary>
    internal static Markup None { get; } = new("");

    /// <summary>What the interpolated string says, its holes encoded.</summary>
    internal static Markup Of(HtmlInterpolation html) => new(html.Text);

    /// <summary>A sentence whose ids and dates stay in one piece, which browsers break at their hyphens. For elements, not for attributes.</summary>
    internal static Markup Prose(string? text) => new(PageStyle.KeepWhole(Of($"{text}").Text));
}
