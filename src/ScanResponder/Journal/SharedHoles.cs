using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Journal;

/// <summary>
/// The ports of the groups that a finding names, each with an entry of its own in the journal: where several machines stand behind one hole that is left open,
/// the first finding calls people, and the others are notes to it. It is the same hole only as long as the same rules leave it open.
/// </summary>
public sealed class SharedHoles : IAsyncDisposable
{
    // A finding names a port or a few, and an interface has five groups unless the account's quota was raised.
    private const int Most = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Whoever came first publishes when its logs have answered, as this one does; longer than that nobody is kept waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly Dictionary<(string GroupId, int Port), JournalSession> _sessions = [];
    private readonly Dictionary<(string GroupId, int Port), Claim?> _claims = [];
    private readonly ImmutableArray<(string GroupId, int Port)> _holes;
    private readonly IJournal? _journal;
    private readonly AwsScope _scope;
    private readonly TimeProvider _time;
    private readonly Deadlines _deadlines;
    private readonly CancellationToken _cancellationToken;
    private bool _closed;

    /// <summary>The holes that there may be.</summary>
    /// <param name="journal">The journal; null where each finding stands alone.</param>
    /// <param name="trigger">The finding.</param>
    /// <param name="ports">The ports that it asks to close.</param>
    /// <param name="deadlines">The attempt.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public SharedHoles(IJournal? journal, Trigger trigger, ImmutableArray<int> ports, Deadlines deadlines, TimeProvider time, CancellationToken cancellationToken)
    {
        (_journal, _scope, _deadlines, _time, _cancellationToken) = (journal, trigger.Scope, deadlines, time, cancellationToken);
        _holes = journal is null ? [] : [.. trigger.Subject.GroupIds.SelectMany(group => ports.Select(port => (group, port))).Distinct().Take(Most)];
    }

    /// <summary>Claims them, beside the reading of the account.</summary>
    public async Task ClaimAsync()
    {
        foreach (var (hole, claim) in await Task.WhenAll(_holes.Select(async hole => (hole, await ClaimAsync(hole)))))
            _claims[hole] = claim;
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
        foreach (var (hole, rules) in HolesOf(open))
        {
            if (!_claims.ContainsKey(hole) || await ToldAsync(hole, About(rules, alert)) is not { } told)
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
        return CloseAsync(hole => told.TryGetValue(hole, out var rules) ? About(rules, alert) : null);
    }

    /// <summary>Gives back what is still held; people were told of none of it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_closed && !_cancellationToken.IsCancellationRequested)
            await CloseAsync(_ => null);
        foreach (var session in _sessions.Values)
            session.Dispose();
    }

    private Task<string?[]> CloseAsync(Func<(string GroupId, int Port), PastAlert?> toldOf)
    {
        _closed = true;
        return Task.WhenAll(_sessions.Select(entry => entry.Value.CloseAsync(toldOf(entry.Key), _cancellationToken)));
    }

    private async Task<DateTimeOffset?> ToldAsync((string GroupId, int Port) hole, PastAlert alert)
    {
        var patience = _time.GetUtcNow() + Patience;
        var by = patience < _deadlines.PublishBy ? patience : _deadlines.PublishBy;

        // Whoever has answered since this one began has told people of something: of what, the next claim says.
        while (_claims[hole] is not null)
        {
            if (_time.GetUtcNow() + Pause >= by)
                return null;
            await Task.Delay(Pause, _time, _cancellationToken);
            _claims[hole] = await ClaimAsync(hole);
        }

        return _sessions[hole].IsNews(alert, false, []) ? null : _sessions[hole].AlertedAt;
    }

    private Task<Claim?> ClaimAsync((string GroupId, int Port) hole)
    {
        var key = new TriggerKey("hole", string.Create(CultureInfo.InvariantCulture, $"{hole.GroupId}/{hole.Port}"), ReceivedEvent.Revision(_time.GetUtcNow()));
        var session = new JournalSession(_journal, _scope, key, _deadlines, _time);
        if (_sessions.Remove(hole, out var earlier))
            earlier.Dispose();
        _sessions[hole] = session;
        return session.ClaimAsync(_cancellationToken);
    }

    /// <summary>The holes, each with the rules that make it.</summary>
    private static Dictionary<(string GroupId, int Port), string> HolesOf(IEnumerable<PortExposure> open) => open
        .GroupBy(exposure => (exposure.Rule.GroupId, exposure.Port))
        .ToDictionary(hole => hole.Key, hole => string.Join('\n', hole.Select(exposure => $"{exposure.Rule.Id} {Permission.Of(exposure.Rule)}").Order(StringComparer.Ordinal).Take(Most)));

    /// <summary>Which instance and ports a finding names is another machine's; that one is more severe is news.</summary>
    private static PastAlert About(string rules, PastAlert alert) => alert with { Ports = [], Rules = rules, About = "" };
}
