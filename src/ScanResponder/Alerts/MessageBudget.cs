using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization.Metadata;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts;

/// <summary>
/// Fits an alert into one SNS message, which carries the e-mail twice and the document five times. What is least important is cut first: tags,
/// then probes, other users of the groups, exposures, notes and changes, and the commands last of all. Each part is measured once, as it will stand in the message.
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

    /// <summary>The e-mail and the document of this alert, as much of them as fits.</summary>
    internal static MessageBudget Of(Alert alert)
    {
        foreach (var length in TextLengths)
        {
            var truncation = new Truncation(length);
            var shortened = truncation.Apply(alert);
            var room = AlertMessage.MostBytes - Reserve - SizeOfCore(shortened);
            if (room >= AlertMessage.MostBytes / 2 || length == TextLengths[^1])
                return Fill(shortened, truncation, length, room);
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private static int SizeOfCore(Alert alert)
    {
        var bare = alert with { Outcome = alert.Outcome with { Close = [], Reopen = [], Undo = [] } };
        var document = Bare(AlertDocument.Of(bare));
        return (CopiesOfEmail * SizeOf(EmailRenderer.Of(bare))) + (CopiesOfDocument * SizeOf(AlertJson.Write(document)));
    }

    private static AlertDocument Bare(AlertDocument document) => document with
    {
        Probes = [],
        Exposures = [],
        AdmittedBy = [],
        Groups = [],
        Changes = [],
        Sharing = [],
        Close = [],
        Reopen = [],
        Undo = [],
        Notes = [],
        Instance = document.Instance is { } instance ? instance with { Tags = TagSet.Empty } : null,
    };

    private static MessageBudget Fill(Alert alert, Truncation truncation, int length, int room)
    {
        var document = AlertDocument.Of(alert);
        var sentences = ImmutableArray.CreateBuilder<string>();
        var close = Whole(document.Close, "close the port");
        var undo = Undo(document.Undo, ref room);
        var reopen = Whole(document.Reopen, "open it again");
        var cuts = new Cuts([], document.Undo.Length - undo.Length);
        if (cuts.UndoLeftOut > 0)
            sentences.Add($"The undo is not complete: {cuts.UndoSentence}");
        var changes = Take(document.Changes, AlertJsonContext.Default.ChangeEntry, "change");
        var notes = Take(document.Notes, AlertJsonContext.Default.String, "note");
        var exposures = Take(document.Exposures, AlertJsonContext.Default.ExposureEntry, "exposure");
        var admittedBy = Take(document.AdmittedBy, AlertJsonContext.Default.AdmittedByEntry, "rule that lets an address in");
        var groups = Take(document.Groups, AlertJsonContext.Default.GroupEntry, "security group");
        var sharing = Take(document.Sharing, AlertJsonContext.Default.SharingEntry, "shared group");
        var probes = Take(document.Probes, AlertJsonContext.Default.ProbeEntry, "probe");
        var tags = Take([.. document.Instance?.Tags ?? TagSet.Empty], AlertJsonContext.Default.KeyValuePairStringString, "tag");
        if (truncation.Shortened > 0)
            sentences.Add(string.Create(CultureInfo.InvariantCulture, $"Texts longer than {length:N0} characters, and ids longer than {truncation.MostOfId}, were shortened."));

        cuts = cuts with { Sentences = sentences.ToImmutable() };
        var kept = document with
        {
            Close = close,
            Reopen = reopen,
            Undo = undo,
            Changes = changes,
            Notes = [.. cuts.Sentences, .. notes],
            Exposures = exposures,
            AdmittedBy = admittedBy,
            Groups = groups,
            Sharing = sharing,
            Probes = probes,
            Instance = document.Instance is { } instance ? instance with { Tags = TagSet.Of(tags) } : null,
        };
        return new(EmailRenderer.Of(alert with { Outcome = alert.Outcome with { Close = close, Reopen = reopen, Undo = undo } }, cuts), AlertJson.Write(kept));

        // A part of these would leave the rules neither as they were nor as planned.
        ImmutableArray<string> Whole(ImmutableArray<string> commands, string purpose)
        {
            var rest = room;
            if (Keep(commands, SizeOfCommand, ref rest).Length < commands.Length)
            {
                sentences.Add($"The commands that {purpose} did not fit into the message.");
                return [];
            }

            room = rest;
            return commands;
        }

        ImmutableArray<T> Take<T>(ImmutableArray<T> items, JsonTypeInfo<T> type, string noun)
        {
            var taken = Keep(items, item => CopiesOfDocument * SizeOfItem(item, type), ref room);
            if (taken.Length < items.Length)
                sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{items.Length - taken.Length:N0} of {TextFormat.Count(items.Length, noun)} did not fit into the message's JSON document."));
            return taken;
        }
    }

    /// <summary>As many commands of the undo as fit; those that add come before those that remove. Where some are missing the last line says so.</summary>
    private static ImmutableArray<string> Undo(ImmutableArray<string> commands, ref int room)
    {
        var rest = room;
        if (Keep(commands, SizeOfCommand, ref rest).Length == commands.Length)
        {
            room = rest;
            return commands;
        }

        room -= SizeOfCommand(RuleCommands.CutShort);
        return Keep(commands[..^1], SizeOfCommand, ref room) is { Length: > 1 } kept ? [.. kept, RuleCommands.CutShort] : [];
    }

    private static int SizeOfCommand(string command) =>
        (CopiesOfEmail * (SizeOf(command) + 2)) + (CopiesOfDocument * SizeOfItem(command, AlertJsonContext.Default.String));

    private static ImmutableArray<T> Keep<T>(ImmutableArray<T> items, Func<T, int> size, ref int room)
    {
        for (var index = 0; index < items.Length; index++)
        {
            var needed = size(items[index]);
            if (needed > room)
                return items[..index];
            room -= needed;
        }

        return items;
    }

    private static int SizeOfItem<T>(T item, JsonTypeInfo<T> type) => SizeOf(AlertJson.Write(item, type)) + 1;

    /// <summary>The bytes of a text inside a string of the message.</summary>
    private static int SizeOf(string text) => Encoding.UTF8.GetByteCount(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text));
}
