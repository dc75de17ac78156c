using System.Text;

namespace ScanResponder.Alerts.Email;

/// <summary>
/// Lays out plain text, a line for each paragraph: mail programs break lines as the screen is wide, and lines that were broken before are stumps on a
/// phone. Whatever is written comes out on lines that the writer made: only headings, the first lines and <see cref="Verbatim"/> start at the margin, so
/// no text of a user can pass for one of them.
/// </summary>
internal sealed class EmailWriter
{
    /// <summary>The most characters of a quotation.</summary>
    private const int LongestQuotation = 64;

    private const int LabelColumns = 10;

    private readonly StringBuilder _text = new();

    /// <summary>A line that begins the mail.</summary>
    internal void First(string text) => Write("", text);

    /// <summary>Begins a section.</summary>
    internal void Heading(string text) => _text.Append('\n').Append(text.ToUpperInvariant()).Append('\n');

    internal void Paragraph(string text) => Write("  ", text);

    internal void Item(string text) => Write("  * ", text);

    internal void Step(int number, string text) => Write($"  {number}. ", text);

    internal void Field(string label, string text) => Write($"  {label.PadRight(LabelColumns)}", text);

    /// <summary>A line of a list of rules: <c>+</c> for one that was added, <c>-</c> for one that was removed.</summary>
    internal void Rule(char sign, string text) => Write($"  {sign} ", text);

    /// <summary>What belongs to the line above.</summary>
    internal void Detail(string text) => Write("      ", text);

    /// <summary>Somebody's own words about the line above, in quotes and on one line, however long they are.</summary>
    internal void Quotation(string text) =>
        Write("      ", $"\"{TextFormat.Truncate(TextFormat.Defused(TextFormat.Trimmed(text) ?? "").Replace('"', '\''), LongestQuotation)}\"");

    internal void Blank() => _text.Append('\n');

    /// <summary>A line as it is, for addresses and commands: at the margin and not broken, so that it can be copied.</summary>
    internal void Verbatim(string line) => _text.Append(TextFormat.OneLine(line)).Append('\n');

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Write(string first, string text) => _text.Append(first).Append(TextFormat.Trimmed(text)).Append('\n');
}
