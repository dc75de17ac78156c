using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ScanResponder.Alerts.Page;

/// <summary>
/// An interpolated string that becomes HTML. Its literal parts, which are the program's own, are written as they are; every hole is text of somebody and is
/// encoded, for elements and for attributes in double quotes alike. Only <see cref="Markup"/> comes through as it is, so nobody can forget to encode.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlInterpolation
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html;

    /// <summary>Called by the compiler.</summary>
    public HtmlInterpolation(int literalLength, int formattedCount) => _html = new(literalLength + (formattedCount * 16));

    internal string Text => _html.ToString();

    /// <summary>A literal part.</summary>
    public void AppendLiteral(string literal) => _html.Append(literal);

    /// <summary>A text, on one line, without anything that hides or turns the direction of writing.</summary>
    public void AppendFormatted(string? text) => _html.Append(Encoder.Encode(TextFormat.OneLine(text ?? "")));

    /// <summary>A number.</summary>
    public void AppendFormatted(int number) => _html.Append(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number, to a tenth.</summary>
    public void AppendFormatted(double number) => _html.Append(number.ToString("0.#", CultureInfo.InvariantCulture));

    /// <summary>HTML.</summary>
    public void AppendFormatted(Markup markup) => _html.Append(markup.Text);

    /// <summary>Lines of text, each made safe and ended by a line feed.</summary>
    public void AppendFormatted(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            AppendFormatted(line);
            _html.Append('\n');
        }
    }
}
