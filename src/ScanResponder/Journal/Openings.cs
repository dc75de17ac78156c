using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Journal;

/// <summary>
/// The open rules that a trigger tells of, each with an entry of its own in the journal, whichever source tells of it: so people hear of an opening once,
/// though several sources notice it.
/// </summary>
public sealed class Openings : IDisposable
{
    // What one call or check tells of is a rule, or a few; the first ones stand for a group with thousands.
    private const int Most = 20;

    private readonly ImmutableArray<JournalSession> _sessions;
    private readonly DateTimeOffset? _openedAt;
    private ImmutableArray<Claim?> _claims = [];

    /// <summary>The openings of these rules.</summary>
    /// <param name="journal">The journal, or null.</param>
    /// <param name="trigger">What tells of them.</param>
    /// <param name="exposures">The rules; empty where the trigger is answered on its own.</param>
    /// <param name="deadlines">The attempt.</param>
    /// <param name="time">The clock.</param>
    public Openings(IJournal? journal, Trigger trigger, ImmutableArray<PortExposure> exposures, Deadlines deadlines, TimeProvider time)
    {
        _openedAt = trigger.OpenedAt;
        var revision = ReceivedEvent.Revision(time.GetUtcNow());
        _sessions = journal is null
            ? []
            :
            [
                .. exposures.Select(exposure => exposure.Rule).DistinctBy(rule => rule.Id).Take(Most)
                    .Select(rule => new JournalSession(journal, trigger.Scope, new("opening", $"{rule.GroupId}/{rule.Id}/{Permission.Of(rule)}", revision), deadlines, time)),
            ];
    }

    /// <summary>Claims them. Whoever has claimed one before tells people of it.</summary>
    public async Task ClaimAsync(CancellationToken cancellationToken) => _claims = [.. await Task.WhenAll(_sessions.Select(session => session.ClaimAsync(cancellationToken)))];

    /// <summary>True where people have not been told of one of them, or it was opened again since, or where there is none to be told of.</summary>
    /// <param name="alert">What they would be told. How severe a source calls it, and which ports and instance it names, is no news.</param>
    public bool AreNews(PastAlert alert) => _sessions.IsEmpty
        || _sessions.Zip(_claims).Any(one => one.Second is null && (one.First.AlertedAt < _openedAt || one.First.IsNews(Told(alert), false, [])));

    private static PastAlert Told(PastAlert alert) => alert with { Ports = [], Severity = 0, About = "" };

    /// <summary>Writes down what people were told of them, and gives them back.</summary>
    /// <param name="alert">What they were told; null where they were not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CloseAsync(PastAlert? alert, CancellationToken cancellationToken) =>
        Task.WhenAll(_sessions.Select(session => session.CloseAsync(alert is null ? null : Told(alert), cancellationToken)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in _sessions)
            session.Dispose();
    }
}
