using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Exposure;
using ScanResponder.Triggers;

namespace ScanResponder.Journal;

/// <summary>
/// The ports of the groups that a finding names, each with an entry of its own in the journal: where several machines stand behind one hole that is left open,
/// the first finding calls people, and the others are notes to it.
/// </summary>
public sealed class SharedHoles : IAsyncDisposable
{
    // A finding names a port or a few, and an interface has five groups unless the account's quota was raised.
    private const int Most = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Whoever came first publishes when its logs have answered, as this one does; longer than that nobody is kept waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly ImmutableArray<((string GroupId, int Port) Hole, JournalSession Session)> _holes;
    private readonly TimeProvider _time;
    private readonly Deadlines _deadlines;
    private readonly CancellationToken _cancellationToken;
    private bool _closed;
    private Dictionary<(string GroupId, int Port), Claim?> _claims = [];

    /// <summary>The holes that there may be.</summary>
    /// <param name="journal">The journal; null where each finding stands alone.</param>
    /// <param name="trigger">The finding.</param>
    /// <param name="ports">The ports that it asks to close.</param>
    /// <param name="deadlines">The attempt.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public SharedHoles(IJournal? journal, Trigger trigger, ImmutableArray<int> ports, Deadlines deadlines, TimeProvider time, CancellationToken cancellationToken)
    {
        (_deadlines, _time, _cancellationToken) = (deadlines, time, cancellationToken);
        var revision = ReceivedEvent.Revision(time.GetUtcNow());
        _holes = journal is null
            ? []
            :
            [
                .. trigger.Subject.GroupIds.SelectMany(group => ports.Select(port => (GroupId: group, Port: port))).Take(Most)
                    .Select(hole => (hole, new JournalSession(journal, trigger.Scope, new("hole", string.Create(CultureInfo.InvariantCulture, $"{hole.GroupId}/{hole.Port}"), revision), deadlines, time))),
            ];
    }

    /// <summary>Claims them, beside the reading of the account.</summary>
    public async Task ClaimAsync()
    {
        var claims = await Task.WhenAll(_holes.Select(hole => hole.Session.ClaimAsync(_cancellationToken)));
        _claims = _holes.Select(hole => hole.Hole).Zip(claims).ToDictionary(one => one.First, one => one.Second);
    }

    /// <summary>
    /// When people were first told of all that is open here by other findings; null where something is new to them. Where another finding is just
    /// being answered, its answer is waited for.
    /// </summary>
    /// <param name="open">The rules that are left open.</param>
    /// <param name="alert">What people would be told.</param>
    public async Task<DateTimeOffset?> ToldAsync(IEnumerable<PortExposure> open, PastAlert alert)
    {
        DateTimeOffset? first = null;
        foreach (var hole in HolesOf(open))
        {
            if (!_claims.ContainsKey(hole) || await ToldAsync(hole, Plain(alert)) is not { } told)
                return null;
            first = first is { } earlier && earlier < told ? earlier : told;
        }

        return first;
    }

    /// <summary>Writes down of which holes people were told, and gives all of them back.</summary>
    /// <param name="open">The rules that people were told of; empty where they were told of none.</param>
    /// <param name="alert">What they were told.</param>
    public Task CloseAsync(IEnumerable<PortExposure> open, PastAlert alert)
    {
        var told = HolesOf(open);
        return CloseAsync(hole => told.Contains(hole) ? Plain(alert) : null);
    }

    /// <summary>Gives back what is still held; people were told of none of it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_closed && !_cancellationToken.IsCancellationRequested)
            await CloseAsync(_ => null);
        foreach (var (_, session) in _holes)
            session.Dispose();
    }

    private Task<string?[]> CloseAsync(Func<(string GroupId, int Port), PastAlert?> toldOf)
    {
        _closed = true;
        return Task.WhenAll(_holes.Select(hole => hole.Session.CloseAsync(toldOf(hole.Hole), _cancellationToken)));
    }

    private async Task<DateTimeOffset?> ToldAsync((string GroupId, int Port) hole, PastAlert alert)
    {
        var session = _holes.First(one => one.Hole == hole).Session;
        var patience = _time.GetUtcNow() + Patience;
        for (var by = patience < _deadlines.PublishBy ? patience : _deadlines.PublishBy; ;)
        {
            switch (_claims[hole])
            {
                case null:
                    return session.IsNews(alert, false, []) ? null : session.AlertedAt;
                case Claim.Answered { At: var at }:
                    return at;
                case Claim.Held when _time.GetUtcNow() + Pause >= by:
                    return null;
            }

            await Task.Delay(Pause, _time, _cancellationToken);
            _claims[hole] = await session.ClaimAsync(_cancellationToken);
        }
    }

    private static HashSet<(string GroupId, int Port)> HolesOf(IEnumerable<PortExposure> open) => [.. open.Select(exposure => (exposure.Rule.GroupId, exposure.Port))];

    /// <summary>How severe a finding is, and which ports it names, is another machine's.</summary>
    private static PastAlert Plain(PastAlert alert) => alert with { Ports = [], Severity = 0 };
}
