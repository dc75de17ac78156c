using System.Collections.Immutable;
using ScanResponder.Alerts;
using ScanResponder.Findings;
using ScanResponder.Tightening;

namespace ScanResponder.Accounts;

/// <summary>
/// One attempt's dealings with the journal. Where there is no journal, or it does not answer, the attempt goes on as if the finding had come for
/// the first time, and <see cref="Notes"/> says so.
/// </summary>
/// <param name="journal">The journal, or null.</param>
/// <param name="finding">The finding.</param>
/// <param name="attempt">The attempt.</param>
/// <param name="time">The clock.</param>
public sealed class Casework(IJournal? journal, Finding finding, Attempt attempt, TimeProvider time)
{
    /// <summary>After this long a finding that goes on without news is told again.</summary>
    public static readonly TimeSpan NewsAfter = TimeSpan.FromHours(24);

    // A login shortly before the last alert may not have been in the log by then.
    private static readonly TimeSpan LogsComeLate = TimeSpan.FromMinutes(15);

    // DynamoDB answers in milliseconds; a journal that does not is no reason to keep people waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    // A journal's entry has no room for thousands, and people do not tell them apart.
    private const int MostPorts = 1_000;

    private IJournal? _journal = journal;
    private JournalEntry _entry = JournalEntry.New;
    private string? _trouble;

    /// <summary>The attempt.</summary>
    public Attempt Attempt => attempt;

    /// <summary>What earlier attempts began and nobody was told of yet.</summary>
    public ImmutableArray<RuleChange> Begun => _entry.Changes;

    /// <summary>True while there is a journal that answers.</summary>
    public bool IsOpen => _journal is not null;

    /// <summary>What people should know about the journal, a sentence each.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            if (_trouble is not null)
                yield return $"This answer could not be noted in the journal, so the finding may be alerted again. {_trouble}";
            if (_entry.Cut > 0)
                yield return $"An earlier attempt changed {_entry.Cut} more rules than the journal could hold; the undo does not know them.";
        }
    }

    private ImmutableArray<int> Ports => [.. finding.ProbedPorts.Take(MostPorts)];

    /// <summary>Takes the finding up; null where it may be answered, else why it may not.</summary>
    public async Task<Turn?> TakeUpAsync(CancellationToken cancellationToken)
    {
        var turn = await AskAsync(
            (book, token) => book.TakeUpAsync(finding, attempt, time.GetUtcNow(), token), attempt.ReadBy, cancellationToken);
        if (turn is not Turn.Taken taken)
            return turn;
        _entry = taken.Entry;
        return null;
    }

    /// <summary>Writes down what is about to be changed, or what was.</summary>
    /// <exception cref="LeaseLostException">Another attempt has taken the finding over.</exception>
    public Task NoteAsync(ImmutableArray<RuleChange> changes, CancellationToken cancellationToken) =>
        AskAsync(
            async (book, token) =>
            {
                await book.NoteAsync(finding, attempt, changes, time.GetUtcNow(), token);
                return true;
            },
            attempt.SettleBy,
            cancellationToken);

    /// <summary>What was changed in these groups before; empty where nobody knows.</summary>
    public async Task<ImmutableArray<Closing>> ClosingsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        await AskAsync(async (book, token) => (ImmutableArray<Closing>?)await book.ClosingsAsync(finding, groupIds, token), attempt.SettleBy, cancellationToken) ?? [];

    /// <summary>
    /// True where people do not know yet what the alert says: other ports, another outcome, changed rules, a stranger who has logged in since, more
    /// severe, or a day later.
    /// </summary>
    public bool BringsNews(Alert alert) =>
        _entry.LastAlert is not { } last
        || alert.Outcome.Verdict != last.Verdict
        || alert.Outcome.Changes.Any(change => change.Status is ChangeStatus.Done)
        || alert.LoginsOfStrangers.Any(login => login.Last is not { } at || at > last.At - LogsComeLate)
        || finding.Severity > last.Severity
        || !Ports.SequenceEqual(last.Ports)
        || alert.Time - last.At >= NewsAfter;

    /// <summary>Writes down that the finding was answered. People have been told by now, so nothing that goes wrong here is thrown.</summary>
    /// <param name="alert">The answer.</param>
    /// <param name="told">True where it was published.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why it could not be written down; null where it was, or there is no journal.</returns>
    public async Task<string?> CloseAsync(Alert alert, bool told, CancellationToken cancellationToken)
    {
        var past = told ? new PastAlert(alert.Time, alert.Outcome.Verdict, Ports, finding.Severity) : null;
        try
        {
            await AskAsync(
                async (book, token) =>
                {
                    await book.CloseAsync(finding, attempt, past, time.GetUtcNow(), token);
                    return true;
                },
                attempt.PublishBy,
                cancellationToken);
        }
        catch (LeaseLostException exception)
        {
            _trouble = exception.Message;
        }

        return _trouble;
    }

    private async Task<T?> AskAsync<T>(Func<IJournal, CancellationToken, Task<T>> ask, DateTimeOffset by, CancellationToken cancellationToken)
    {
        if (_journal is not { } book)
            return default;
        var soon = time.GetUtcNow() + Patience;
        using var patience = Attempt.Until(by < soon ? by : soon, time, cancellationToken);
        try
        {
            return await ask(book, patience.Token);
        }
        catch (JournalException exception)
        {
            _trouble = exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _trouble = "The journal did not answer in time.";
        }

        _journal = null;
        return default;
    }
}
