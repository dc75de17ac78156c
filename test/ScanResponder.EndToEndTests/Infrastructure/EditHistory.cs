namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>What a set of named things was at every moment since it was first looked at, and how it looks to a reader who lags.</summary>
public sealed class EditHistory
{
    private readonly List<Version> versions = [];
    private bool looked;

    /// <summary>What is there, as of the last look.</summary>
    public IEnumerable<string> Current => versions.Where(version => version is { ReplacedAt: null, RemovedAt: null }).Select(version => version.Value);

    /// <summary>Notes what is there now: the text of each thing by its id. What the first look finds has always been there.</summary>
    public void Look(IReadOnlyDictionary<string, string> found, DateTimeOffset now)
    {
        foreach (Version version in versions.Where(version => version.RemovedAt is null && !found.ContainsKey(version.Id)))
        {
            version.RemovedAt = now;
        }

        foreach ((string id, string value) in found)
        {
            Version? known = versions.Find(version => version.Id == id && version is { ReplacedAt: null, RemovedAt: null });
            if (known is not null && known.Value == value)
            {
                continue;
            }

            if (known is not null)
            {
                known.ReplacedAt = now;
            }

            versions.Add(new Version(id, value, looked ? now : null));
        }

        looked = true;
    }

    /// <summary>What a reader sees at this time whom the edits reach with this lag, oldest first.</summary>
    public IEnumerable<string> SeenAt(DateTimeOffset now, Lag lag) => versions
        .Where(version => !(version.AddedAt is { } added && now < added + lag.Additions)
            && !(version.ReplacedAt is { } replaced && replaced + lag.Additions <= now)
            && !(version.RemovedAt is { } removed && removed + lag.Removals <= now))
        .Select(version => version.Value);

    private sealed class Version(string id, string value, DateTimeOffset? addedAt)
    {
        public string Id { get; } = id;

        public string Value { get; } = value;

        /// <summary>Null for what has always been there.</summary>
        public DateTimeOffset? AddedAt { get; } = addedAt;

        public DateTimeOffset? ReplacedAt { get; set; }

        /// <summary>When the thing went, whichever version it had by then.</summary>
        public DateTimeOffset? RemovedAt { get; set; }
    }
}
