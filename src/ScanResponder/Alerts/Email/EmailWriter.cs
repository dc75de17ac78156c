using System.Text;

namespace ScanResponder.Alerts.Email;

/// <summary>
/// Lays out plain text in <see cref="Columns"/> columns. Whatever is written comes out on lines that the writer made: only headings, the first
/// line and <see cref="Verbatim"/> start at the margin, so no text of a user can pass for one of them.
/// </summary>
internal sealed class EmailWriter
{
    /// <summary>The width that mail readers and phones show without breaking lines of their own.</summary>
    internal const int Columns = 72;

    private const int Margin = 2;
    private const int LabelColumns = 10;

    private readonly StringBuilder _text = new();

    /// <summary>The line that begins the mail.</summary>
    internal void First(string text) => Wrap(text, "", new(' ', Margin));

    /// <summary>Begins a section.</summary>
    internal void Heading(string text) => _text.Append('\n').Append(text.ToUpperInvariant()).Append('\n');

    internal void Paragraph(string text) => Wrap(text, new(' ', Margin), new(' ', Margin));

    internal void Item(string text) => Wrap(text, "  * ", "    ");

    internal void Step(int number, string text) => Wrap(text, $"  {number}. ", "     ");

    internal void Field(string label, string text) => Wrap(text, $"  {label.PadRight(LabelColumns)}", new(' ', Margin + LabelColumns));

    /// <summary>A line of a list of rules: <c>+</c> for one that was added, <c>-</c> for one that was removed.</summary>
    internal void Rule(char sign, string text) => Wrap(text, $"  {sign} ", "      ");

    /// <summary>What belongs to the line above.</summary>
    internal void Detail(string text) => Wrap(text, "      ", "      ");

    /// <summary>Somebody's own words about the line above, in quotes and on one line, however long they are.</summary>
    internal void Quotation(string text)
    {
        var room = Columns - 8;
        var quoted = (TextFormat.Trimmed(text) ?? "").Replace('"', '\'');
        while (WidthOf(quoted) > room)
            quoted = TextFormat.Truncate(quoted, Math.Min(room, quoted.Length - 1));
        _text.Append("      \"").Append(quoted).Append("\"\n");
    }

    internal void Blank() => _text.Append('\n');

    /// <summary>A line as it is, for addresses and commands: at the margin and not broken, so that it can be copied.</summary>
    internal void Verbatim(string line) => _text.Append(TextFormat.OneLine(line)).Append('\n');

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Wrap(string text, string first, string rest)
    {
        var column = first.Length;
        var start = true;
        _text.Append(first);
        foreach (var word in TextFormat.OneLine(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var width = WidthOf(word);
            if (!start && column + 1 + width > Columns)
            {
                _text.Append('\n').Append(rest);
                (column, start) = (rest.Length, true);
            }

            if (!start)
                _text.Append(' ');
            column += start ? 0 : 1;
            start = false;
            foreach (var rune in word.EnumerateRunes())
            {
                if (column + WidthOf(rune) > Columns)
                {
                    _text.Append('\n').Append(rest);
                    column = rest.Length;
                }

                _text.Append(rune);
                column += WidthOf(rune);
            }
        }

        _text.Append('\n');
    }

    private static int WidthOf(string text) => text.EnumerateRunes().Sum(WidthOf);

    /// <summary>The columns that a character takes in a font of fixed width; those of East Asia and most symbols take two.</summary>
    private static int WidthOf(Rune rune) => rune.Value switch
    {
        < 0x1100 => 1,
        <= 0x115f or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3) or (>= 0xf900 and <= 0xfaff) => 2,
        (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6) or > 0xffff => 2,
        _ => 1,
    };
}
