using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;

namespace ScanResponder.Alerts;

/// <summary>
/// Fits an alert into one SNS message, which carries the e-mail twice and the document five times: each part counts as it will stand in the message.
/// </summary>
/// <param name="Email">The e-mail, which says what was cut.</param>
/// <param name="Document">The document, whose notes say so too.</param>
internal sealed record MessageBudget(string Email, string Document)
{
    private const int CopiesOfEmail = 2;
    private const int CopiesOfDocument = 5;

    // Room for the keys of the message, the SMS and the sentences on what was cut.
    private const int Reserve = 12_000;

    // With texts of at most so many characters the parts that every alert has should fit into half of a message.
    private static readonly ImmutableArray<int> TextLengths = [Truncation.Usual, 400, 80, 20];

    private static readonly Carrier Itself =
        new("the message", "the message's JSON document", json => CopiesOfDocument * (SizeOf(json) + 1), command => CopiesOfEmail * (SizeOf(command) + 2));

    /// <summary>The e-mail and the document of this alert, as much of them as fits.</summary>
    internal static MessageBudget Of(Alert alert)
    {
        foreach (var length in TextLengths)
        {
            var truncation = new Truncation(length);
            var shortened = truncation.Apply(alert);
            var document = AlertDocument.Of(shortened);
            var core = (CopiesOfEmail * SizeOf(EmailOf(shortened, [], [], [], Cuts.None))) + (CopiesOfDocument * SizeOf(AlertJson.Write(Carrier.Bare(document))));
            var room = AlertMessage.MostBytes - Reserve - core;
            if (room < AlertMessage.MostBytes / 2 && length != TextLengths[^1])
                continue;
            var (kept, cuts) = Itself.Cut(document, room, truncation.Shortened > 0
                ? [string.Create(CultureInfo.InvariantCulture, $"Texts longer than {length:N0} characters, and ids longer than {truncation.MostOfId}, were shortened.")]
                : []);
            return new(EmailOf(shortened, kept.Close, kept.Reopen, kept.Undo, cuts), AlertJson.Write(kept));
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private static string EmailOf(Alert alert, ImmutableArray<string> close, ImmutableArray<string> reopen, ImmutableArray<string> undo, Cuts cuts) =>
        EmailRenderer.Of(alert with { Outcome = alert.Outcome with { Close = close, Reopen = reopen, Undo = undo } }, cuts);

    /// <summary>The bytes of a text inside a string of the message.</summary>
    private static int SizeOf(string text)
    {
        Span<char> encoded = stackalloc char[1_024];
        var size = 0;
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(rest, encoded, out var read, out var written);
            size += Encoding.UTF8.GetByteCount(encoded[..written]);
            rest = rest[read..];
        }

        return size;
    }
}
