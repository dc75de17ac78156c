using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>
/// How a journal writes what it keeps: words, never ordinals, with a version, and bounded. What another version has written counts as unreadable.
/// </summary>
public static class JournalFormat
{
    /// <summary>The version of the format.</summary>
    public const int Version = 2;

    /// <summary>So many answers are remembered for a group, the latest ones.</summary>
    public const int MostRecords = 20;

    // An item holds 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html. Of a group's item a third is for the
    // change under way, a third for those before it.
    private const int MostBytesOfRecord = 16_000;
    private const int MostBytesOfRecords = 130_000;

    // Milliseconds since 1970 of the years 2000 and 2200: what lies outside is no time that this function wrote.
    private static readonly (long First, long Last) Times = (946_684_800_000, 7_258_118_400_000);

    /// <summary>
    /// The changes as compact JSON. Where they are longer than <paramref name="mostBytes"/>, additions are left out first: those can be found in
    /// the group by their tag, a rule that was removed cannot.
    /// </summary>
    /// <returns>The text, and how many changes it leaves out.</returns>
    public static (string Text, int Cut) Write(IReadOnlyCollection<RuleChange> changes, int mostBytes)
    {
        var whole = Json(new() { Version = Version, Changes = [.. changes.Select(ChangeRecord.Of)] });
        if (Encoding.UTF8.GetByteCount(whole) <= mostBytes)
            return (whole, 0);
        var kept = new HashSet<RuleChange>(ReferenceEqualityComparer.Instance);
        var bytes = 20;
        foreach (var change in changes.OrderByDescending(change => change.Action is ChangeAction.Revoke))
        {
            bytes += Encoding.UTF8.GetByteCount(Json(new() { Changes = [ChangeRecord.Of(change)] }));
            if (bytes > mostBytes)
                break;
            kept.Add(change);
        }

        return (Json(new() { Version = Version, Changes = [.. changes.Where(kept.Contains).Select(ChangeRecord.Of)] }), changes.Count - kept.Count);
    }

    /// <summary>The changes that <see cref="Write(IReadOnlyCollection{RuleChange}, int)"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not one that it wrote.</exception>
    public static ImmutableArray<RuleChange> Read(string text) => Changes(Page(text).Changes ?? throw new FormatException("c: found nothing; expected changes"));

    /// <summary>
    /// The latest of these records as compact JSON, the oldest first: at most <see cref="MostRecords"/> and as many as there is room for, and none that
    /// is older than <paramref name="since"/>. Of a record that is too long, only who changed the group and when.
    /// </summary>
    public static string Write(IEnumerable<RecordedChange> records, DateTimeOffset since)
    {
        var kept = new List<GroupRecord>();
        var bytes = 20;
        foreach (var record in records.Where(record => record.At >= since).OrderByDescending(record => record.At).Take(MostRecords))
        {
            var fits = record.Changes is { } all && Write([.. record.Earlier, .. all], MostBytesOfRecord).Cut == 0;
            var written = new GroupRecord
            {
                TriggerId = record.TriggerId,
                At = record.At.ToUnixTimeMilliseconds(),
                Changes = fits ? [.. record.Changes!.Value.Select(ChangeRecord.Of)] : null,
                Earlier = fits && !record.Earlier.IsEmpty ? [.. record.Earlier.Select(ChangeRecord.Of)] : null,
            };
            bytes += Encoding.UTF8.GetByteCount(Json(new() { Records = [written] }));
            if (bytes > MostBytesOfRecords)
                break;
            kept.Insert(0, written);
        }

        return Json(new() { Version = Version, Records = [.. kept] });
    }

    /// <summary>The records that were written.</summary>
    /// <exception cref="FormatException">The text is not one that was written here.</exception>
    public static ImmutableArray<RecordedChange> ReadRecords(string text) =>
    [
        .. (Page(text).Records ?? throw new FormatException("r: found nothing; expected records")).Select(record => record is { TriggerId: { } id }
            ? new RecordedChange(id, Time(record.At), record.Changes is { } changes ? Changes(changes) : null) { Earlier = Changes(record.Earlier ?? []) }
            : throw new FormatException("t: found nothing; expected the id of the trigger")),
    ];

    /// <summary>A decision as compact JSON.</summary>
    public static string Write(PersonDecision decision) => Json(new() { Version = Version, Decision = DecisionRecord.Of(decision) });

    /// <summary>The decision that was written.</summary>
    /// <exception cref="FormatException">The text is not one that was written here.</exception>
    public static PersonDecision ReadDecision(string text) => (Page(text).Decision ?? throw new FormatException("d: found nothing; expected a decision")).ToDecision();

    /// <summary>What is kept open in a group as compact JSON.</summary>
    public static string Write(IEnumerable<KeptOpen> kept) => Json(new() { Version = Version, Kept = [.. kept.Select(KeptRecord.Of)] });

    /// <summary>What was written to be kept open.</summary>
    /// <exception cref="FormatException">The text is not one that was written here.</exception>
    public static ImmutableArray<KeptOpen> ReadKept(string text)
    {
        try
        {
            return [.. (Page(text).Kept ?? throw new FormatException("k: found nothing; expected what is kept open")).Select(one => one?.ToKept() ?? throw new FormatException("one is null"))];
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new FormatException(error.Message, error);
        }
    }

    /// <summary>The time of so many milliseconds since 1970.</summary>
    /// <exception cref="FormatException">It is out of the range of times that are written here.</exception>
    public static DateTimeOffset Time(long milliseconds) => milliseconds >= Times.First && milliseconds <= Times.Last
        ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
        : throw new FormatException($"{milliseconds} is no time of this century in milliseconds");

    private static ImmutableArray<RuleChange> Changes(List<ChangeRecord?> records)
    {
        try
        {
            return [.. records.Select(record => record?.ToChange() ?? throw new FormatException("a change is null"))];
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private static JournalPage Page(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, JournalJsonContext.Default.JournalPage) is { Version: Version } page
                ? page
                : throw new FormatException($"it is not of version {Version}");
        }
        catch (JsonException error)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private static string Json(JournalPage page) => JsonSerializer.Serialize(page, JournalJsonContext.Default.JournalPage);
}
