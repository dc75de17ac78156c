using System.Collections.Immutable;
using ScanResponder.Findings;
using ScanResponder.Tightening;

namespace ScanResponder.Accounts.InMemory;

/// <summary>A journal that lives as long as the process. It can be used from several threads at once.</summary>
public sealed class InMemoryJournal : IJournal
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Account, string Region, string Finding), Page> _pages = [];
    private readonly Dictionary<(string Account, string Region, string Group, string Finding), Closing> _closings = [];

    /// <inheritdoc/>
    public Task<Turn> TakeUpAsync(Finding finding, Attempt attempt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var page = _pages.GetValueOrDefault(KeyOf(finding), Page.Empty);
            var update = JournalText.UpdateOf(finding);
            if (page.Answered is { } answered && string.CompareOrdinal(answered, update) >= 0)
                return Task.FromResult<Turn>(new Turn.Answered(page.Alert?.At));
            if (page.Holder is { } holder && holder.Id != attempt.Id && holder.Deadline > now)
                return Task.FromResult<Turn>(new Turn.Held(holder.Id, holder.Deadline, string.CompareOrdinal(page.Update, update) >= 0));
            _pages[KeyOf(finding)] = page with { Holder = attempt, Update = update };
            return Task.FromResult<Turn>(new Turn.Taken(new(page.Changes, 0, page.Alert)));
        }
    }

    /// <inheritdoc/>
    public Task NoteAsync(Finding finding, Attempt attempt, ImmutableArray<RuleChange> changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _pages[KeyOf(finding)] = Held(finding, attempt) with { Changes = changes };
            foreach (var group in changes.GroupBy(change => change.GroupId))
                _closings[(finding.AccountId, finding.Region, group.Key, finding.Id)] = new(finding.Id, now, [.. group]);
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task CloseAsync(Finding finding, Attempt attempt, PastAlert? alert, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var page = _pages.GetValueOrDefault(KeyOf(finding), Page.Empty);
            if (page.Holder is null && page.AnsweredBy == attempt.Id)
                return Task.CompletedTask;
            page = Held(finding, attempt);
            _pages[KeyOf(finding)] = new(null, "", [], JournalText.UpdateOf(finding), attempt.Id, alert ?? page.Alert);
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Closing>> ClosingsAsync(Finding finding, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(_closings
                .Where(entry => entry.Key.Account == finding.AccountId && entry.Key.Region == finding.Region && groupIds.Contains(entry.Key.Group))
                .Select(entry => entry.Value)
                .ToImmutableArray());
        }
    }

    private Page Held(Finding finding, Attempt attempt) =>
        _pages.TryGetValue(KeyOf(finding), out var page) && page.Holder?.Id == attempt.Id
            ? page
            : throw new LeaseLostException($"Another attempt has taken finding {finding.Id} over.");

    private static (string Account, string Region, string Finding) KeyOf(Finding finding) => (finding.AccountId, finding.Region, finding.Id);

    private sealed record Page(Attempt? Holder, string Update, ImmutableArray<RuleChange> Changes, string? Answered, string? AnsweredBy, PastAlert? Alert)
    {
        internal static Page Empty { get; } = new(null, "", [], null, null, null);
    }
}
