using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts.Document;

/// <summary>
/// What carries a document, and has room for so much of it. What is least important is cut first: tags, then probes, other users of the groups, exposures, notes
/// and changes, and the commands last of all. Each part is measured once.
/// </summary>
/// <param name="Name">Its name in a sentence, such as <c>the message</c>.</param>
/// <param name="DocumentName">The document's name in a sentence.</param>
/// <param name="SizeOf">The bytes that a part takes, by its JSON text.</param>
/// <param name="SizeBeside">The bytes that a command takes beside the document.</param>
internal sealed record Carrier(string Name, string DocumentName, Func<string, int> SizeOf, Func<string, int> SizeBeside)
{
    /// <summary>What is there of every alert, however small.</summary>
    internal static AlertDocument Bare(AlertDocument document) =>
        With(document, new([], [], [], [], [], [], [], [], [], [], []));

    /// <summary>As much of a document as fits, and what was cut. Its notes begin with that.</summary>
    /// <param name="document">The whole document.</param>
    /// <param name="room">The bytes that are there for more than what is bare.</param>
    /// <param name="said">What else is to be said before the notes.</param>
    internal (AlertDocument Document, Cuts Cuts) Cut(AlertDocument document, int room, params IEnumerable<string> said)
    {
        using var json = new PartWriter();
        var sentences = ImmutableArray.CreateBuilder<string>();
        var close = Whole(document.Close, "close the port");
        var undo = Undo(document.Undo);
        var reopen = Whole(document.Reopen, "open it again");
        var cuts = new Cuts([], document.Undo.Length - undo.Length, Name);
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
        sentences.AddRange(said);
        return (
            With(document, new(close, reopen, undo, changes, [.. sentences, .. notes], exposures, admittedBy, groups, sharing, probes, tags)),
            cuts with { Sentences = sentences.ToImmutable() });

        int SizeOfCommand(string command) => SizeBeside(command) + SizeOf(json.Write(command, AlertJsonContext.Default.String));

        // A part of these would leave the rules neither as they were nor as planned.
        ImmutableArray<string> Whole(ImmutableArray<string> commands, string purpose)
        {
            var rest = room;
            if (Keep(commands, SizeOfCommand, ref rest).Length < commands.Length)
            {
                sentences.Add($"The commands that {purpose} did not fit into {Name}.");
                return [];
            }

            room = rest;
            return commands;
        }

        // As many commands as fit; those that add come before those that remove. Where some are missing the last line says so.
        ImmutableArray<string> Undo(ImmutableArray<string> commands)
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

        ImmutableArray<T> Take<T>(ImmutableArray<T> items, JsonTypeInfo<T> type, string noun)
        {
            var taken = Keep(items, item => SizeOf(json.Write(item, type)), ref room);
            if (taken.Length < items.Length)
                sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{items.Length - taken.Length:N0} of {TextFormat.Count(items.Length, noun)} did not fit into {DocumentName}."));
            return taken;
        }
    }

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

    private static AlertDocument With(AlertDocument document, Lists lists) => document with
    {
        Close = lists.Close,
        Reopen = lists.Reopen,
        Undo = lists.Undo,
        Changes = lists.Changes,
        Notes = lists.Notes,
        Exposures = lists.Exposures,
        AdmittedBy = lists.AdmittedBy,
        Groups = lists.Groups,
        Sharing = lists.Sharing,
        Probes = lists.Probes,
        Instance = document.Instance is { } instance ? instance with { Tags = TagSet.Of(lists.Tags) } : null,
    };

    private readonly record struct Lists(
        ImmutableArray<string> Close,
        ImmutableArray<string> Reopen,
        ImmutableArray<string> Undo,
        ImmutableArray<ChangeEntry> Changes,
        ImmutableArray<string> Notes,
        ImmutableArray<ExposureEntry> Exposures,
        ImmutableArray<AdmittedByEntry> AdmittedBy,
        ImmutableArray<GroupEntry> Groups,
        ImmutableArray<SharingEntry> Sharing,
        ImmutableArray<ProbeEntry> Probes,
        ImmutableArray<KeyValuePair<string, string>> Tags);
}
