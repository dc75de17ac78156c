using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ScanResponder.Findings;
using ScanResponder.Tightening;

namespace ScanResponder.Accounts;

/// <summary>How a journal writes what it keeps.</summary>
public static class JournalText
{
    /// <summary>Names an update of a finding; of two updates the later one has the ordinally greater name.</summary>
    public static string UpdateOf(Finding finding) =>
        (finding.UpdatedAt ?? finding.LastSeen)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>
    /// The changes as compact JSON. Where they are longer than <paramref name="mostBytes"/>, additions are left out first: those can be found in
    /// the group by their tag, a rule that was removed cannot.
    /// </summary>
    /// <returns>The text, and how many changes it leaves out.</returns>
    public static (string Text, int Cut) Write(IReadOnlyCollection<RuleChange> changes, int mostBytes)
    {
        var whole = Json(changes);
        if (Encoding.UTF8.GetByteCount(whole) <= mostBytes)
            return (whole, 0);
        var kept = new HashSet<RuleChange>(ReferenceEqualityComparer.Instance);
        var bytes = 2;
        foreach (var change in changes.OrderByDescending(change => change.Action is ChangeAction.Revoke))
        {
            bytes += Encoding.UTF8.GetByteCount(Json([change]));
            if (bytes > mostBytes)
                break;
            kept.Add(change);
        }

        return (Json([.. changes.Where(kept.Contains)]), changes.Count - kept.Count);
    }

    /// <summary>The changes that <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not one that it wrote.</exception>
    public static ImmutableArray<RuleChange> Read(string text)
    {
        try
        {
            return [.. (JsonSerializer.Deserialize(text, JournalJsonContext.Default.ListNotedChange) ?? []).Select(change => change.ToChange())];
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The journal's entry is not one of this version ({exception.Message})", exception);
        }
    }

    private static string Json(IReadOnlyCollection<RuleChange> changes) =>
        JsonSerializer.Serialize([.. changes.Select(NotedChange.Of)], JournalJsonContext.Default.ListNotedChange);
}
