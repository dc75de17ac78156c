namespace ScanResponder.Alerts.Document;

/// <summary>Fits a document into an answer or a page. A note says what was left out.</summary>
internal static class DocumentBudget
{
    // The sentences on what was left out.
    private const int Reserve = 4_000;

    // A character that some writer of JSON escapes becomes six.
    private const int Escaped = 6;

    private static readonly Carrier Itself = new("this document", "this document", SizeOf, _ => 0);

    /// <summary>The whole document where it has at most so many bytes, else as much of it as fits.</summary>
    internal static AlertDocument Of(Alert alert, int mostBytes)
    {
        var whole = AlertDocument.Of(alert);
        return Cut(whole, mostBytes) is { IsWhole: true } ? whole : Cut(AlertDocument.Of(new Truncation(Truncation.Usual).Apply(alert)), mostBytes).Document;
    }

    private static (AlertDocument Document, bool IsWhole) Cut(AlertDocument document, int mostBytes)
    {
        var room = mostBytes - Reserve - SizeOf(AlertJson.Write(Carrier.Bare(document)));
        var (cut, cuts) = Itself.Cut(document, room);
        return (cut, room >= 0 && cuts.Sentences.IsEmpty);
    }

    /// <summary>The most bytes that any writer makes of it: whoever carries the document may escape more than <see cref="AlertJson"/> does.</summary>
    private static int SizeOf(string json)
    {
        var size = 1;
        foreach (var character in json)
            size += character is >= ' ' and <= '~' and not ('\\' or '<' or '>' or '&' or '\'' or '+' or '`') ? 1 : Escaped;
        return size;
    }
}
