using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ScanResponder.Network;

namespace ScanResponder.Alerts.Document;

/// <summary>
/// Fits a document into what carries it. Like in a message, tags, probes and exposures go before changes, and the undo last of all; a note says
/// what was left out. Each part is measured as <see cref="AlertJsonContext"/> writes it, which escapes more than any other way.
/// </summary>
internal static class DocumentBudget
{
    // The sentences on what was left out.
    private const int Reserve = 4_000;

    /// <summary>The whole document where it has at most so many bytes, else as much of it as fits.</summary>
    internal static AlertDocument Of(Alert alert, int mostBytes)
    {
        var whole = AlertDocument.Of(alert);
        return Cut(whole, mostBytes) is { IsWhole: true } ? whole : Cut(AlertDocument.Of(new Truncation(Truncation.Usual).Apply(alert)), mostBytes).Document;
    }

    private static (AlertDocument Document, bool IsWhole) Cut(AlertDocument document, int mostBytes)
    {
        var bare = document with { Probes = [], Exposures = [], AdmittedBy = [], Groups = [], Changes = [], Sharing = [], Close = [], Reopen = [], Undo = [], Notes = [], Instance = WithTags(document, TagSet.Empty) };
        var room = mostBytes - Reserve - SizeOf(bare, AlertJsonContext.Default.AlertDocument);
        var sentences = ImmutableArray.CreateBuilder<string>();
        var undo = Take(document.Undo, AlertJsonContext.Default.String, "command of the undo");
        var close = Whole(document.Close, "close the port");
        var reopen = Whole(document.Reopen, "open it again");
        var changes = Take(document.Changes, AlertJsonContext.Default.ChangeEntry, "change");
        var notes = Take(document.Notes, AlertJsonContext.Default.String, "note");
        var exposures = Take(document.Exposures, AlertJsonContext.Default.ExposureEntry, "exposure");
        var admittedBy = Take(document.AdmittedBy, AlertJsonContext.Default.AdmittedByEntry, "rule that lets an address in");
        var groups = Take(document.Groups, AlertJsonContext.Default.GroupEntry, "security group");
        var sharing = Take(document.Sharing, AlertJsonContext.Default.SharingEntry, "shared group");
        var probes = Take(document.Probes, AlertJsonContext.Default.ProbeEntry, "probe");
        var tags = Take([.. document.Instance?.Tags ?? TagSet.Empty], AlertJsonContext.Default.KeyValuePairStringString, "tag");
        var kept = document with
        {
            Close = close,
            Reopen = reopen,
            Undo = undo,
            Changes = changes,
            Notes = [.. sentences, .. notes],
            Exposures = exposures,
            AdmittedBy = admittedBy,
            Groups = groups,
            Sharing = sharing,
            Probes = probes,
            Instance = WithTags(document, TagSet.Of(tags)),
        };
        return (kept, sentences.Count == 0 && room >= 0);

        // A part of these would leave the rules neither as they were nor as planned.
        ImmutableArray<string> Whole(ImmutableArray<string> commands, string purpose)
        {
            var size = commands.Sum(command => SizeOf(command, AlertJsonContext.Default.String));
            if (size > room)
            {
                sentences.Add($"The commands that {purpose} did not fit into this document.");
                return [];
            }

            room -= size;
            return commands;
        }

        ImmutableArray<T> Take<T>(ImmutableArray<T> items, JsonTypeInfo<T> type, string noun)
        {
            var taken = 0;
            while (taken < items.Length && SizeOf(items[taken], type) is var size && size <= room)
            {
                room -= size;
                taken++;
            }

            if (taken < items.Length)
                sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{items.Length - taken:N0} of {TextFormat.Count(items.Length, noun)} did not fit into this document."));
            return items[..taken];
        }
    }

    private static InstanceEntry? WithTags(AlertDocument document, TagSet tags) => document.Instance is { } instance ? instance with { Tags = tags } : null;

    private static int SizeOf<T>(T part, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(part, type).Length + 1;
}
