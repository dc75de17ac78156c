using System.Collections.Immutable;
using System.Text.Json;
using ScanResponder.Alerts;
using ScanResponder.Triggers.GuardDuty;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tests.Tightening.Oracle;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Simulation;

/// <summary>
/// Many processes that answer findings side by side, as Lambda starts them: each event is delivered up to three times, findings come twice and are
/// updated, calls go wrong, processes die, reads lag, and people edit meanwhile.
/// </summary>
internal sealed class Storm
{
    private static readonly int[] Guarded = [22, 3389];
    private static readonly TimeSpan Aware = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lambda = TimeSpan.FromSeconds(60);

    private readonly VirtualTime _time = new();
    private readonly StormKind _kind;
    private readonly Random _random;
    private readonly InMemoryAccount _account;
    private readonly InMemoryJournal _journal = new();
    private readonly Ledger _ledger;
    private readonly AccountSnapshot _first;
    private readonly Dictionary<string, (string News, bool Certain)> _told = [];
    private readonly List<(Finding Finding, bool Answered)> _deliveries = [];
    private readonly HashSet<string> _lost = [];

    private readonly Dictionary<string, DateTimeOffset> _editedByHand = [];

    // Groups of which people were told that nobody knows who removed a rule.
    private readonly HashSet<string> _unsure = [];

    internal Storm(int seed, StormKind kind)
    {
        (_kind, _random) = (kind, new(seed));
        _first = StormWorld.Any(_random, kind.Groups);
        _ledger = new(_first);
        _account = new(_first, 1_000, _time) { Replicas = kind.Lagging ? Lags.Any(_random) : [ReadLag.None], NextReplica = _random.Next };
    }

    /// <summary>What was not as it must be, a line each.</summary>
    internal List<string> Faults { get; } = [];

    /// <summary>How much of it there was: alerts, undos that were tried, groups that nobody touched.</summary>
    internal (int Alerts, int Undone, int Kept) Seen { get; private set; }

    /// <summary>What happened, for whoever looks for the cause.</summary>
    internal List<string> Log { get; } = [];

    /// <summary>Runs it and looks at what is left.</summary>
    internal void Run()
    {
        _time.Run(async () =>
        {
            await Task.WhenAll([.. Enumerable.Range(0, _kind.Findings).SelectMany(Findings).Select(DeliverAsync), .. Enumerable.Range(0, _kind.Edits).Select(_ => EditAsync())]);
            return true;
        });
        foreach (var id in _deliveries.Where(delivery => !delivery.Answered).Select(delivery => delivery.Finding.Id).Distinct())
            _lost.Add(id);
        foreach (var id in _deliveries.Select(delivery => delivery.Finding.Id).Distinct().Where(id => !_lost.Contains(id) && !_told.ContainsKey(id)))
            Faults.Add($"Nobody was told of {id}.");
        foreach (var group in _first.Groups)
            Check(group);
    }

    /// <summary>A finding, the same once more, and updates of it.</summary>
    private IEnumerable<Finding> Findings(int number)
    {
        var network = _first.Interfaces[_random.Next(_first.Interfaces.Length)];
        int[] ports = _random.Next(4) switch { 0 => [22, 3389], 1 => [3389], 2 => [22, 443], _ => [22] };
        var finding = RemediationScene.Probe($"finding-{number}", ports) with
        {
            Instance = RemediationScene.Instance with { Id = network.InstanceId! },
            Interfaces = [],
        };
        yield return finding;
        if (_random.Next(4) == 0)
            yield return finding;
        if (_random.Next(4) == 0)
            yield return finding with { UpdatedAt = finding.UpdatedAt!.Value.AddMinutes(15), Count = 2 };
        if (_random.Next(6) == 0)
            yield return RemediationScene.Probe(finding.Id, 22, 3389) with { Instance = finding.Instance, UpdatedAt = finding.UpdatedAt!.Value.AddMinutes(30), Severity = 5 };
    }

    private async Task EditAsync()
    {
        await _time.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(60_000)));
        var before = _account.Snapshot.Groups;
        if (await new People(_account, _ledger, _random).EditAsync() is not { } groupId)
            return;
        _editedByHand[groupId] = _time.GetUtcNow();
        Log.Add(Changed("people", before.First(group => group.Id == groupId), _account.Snapshot.Groups.FirstOrDefault(group => group.Id == groupId)));
    }

    /// <summary>Lambda's part: up to three attempts, with the same request id.</summary>
    private async Task DeliverAsync(Finding finding)
    {
        var id = $"invocation-{_deliveries.Count}";
        var number = _deliveries.Count;
        _deliveries.Add((finding, false));
        await _time.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(20_000)));
        for (var attempt = 0; attempt < 3; attempt++)
        {
            if (await AttemptAsync(finding, id))
            {
                _deliveries[number] = (finding, true);
                return;
            }

            await _time.DelayAsync(TimeSpan.FromMinutes(attempt + 1));
        }
    }

    private async Task<bool> AttemptAsync(Finding finding, string id)
    {
        var calm = true;
        var process = new Process(_time, () => TimeSpan.FromMilliseconds(_random.Next(3, 60)), (call, _) =>
        {
            // Who gets no lease edits beside those who have one, which nobody promises to go well.
            var fault = AnyFault();
            if (call is "claim" or "claim-group" && fault is not (Fault.DeathBefore or Fault.DeathAfter))
                fault = Fault.None;
            calm &= fault is Fault.None || call is "read" or "look" or "authorize" or "revoke" or "tag" && fault is not (Fault.DeathBefore or Fault.DeathAfter);
            return fault;
        });
        string? published = null;
        var account = new ProcessAccount(process, _account) { Edited = (before, after) => Edited(finding, before, after) };
        var journal = new ProcessJournal(process, _journal) { Closed = () => _ledger.Close(finding.Id) };
        var responder = new Responder(account, new ProcessTopic(process, message => published = Published(finding, message)), new() { Mode = Mode.Remediate, GuardedPorts = [.. Guarded], Trusted = [] }, _time, journal);
        var now = _time.GetUtcNow();
        var answer = responder.RespondAsync(finding, new(id, now, now + Lambda), CancellationToken.None);
        var end = _time.DelayAsync(Lambda);
        var first = await Task.WhenAny(answer, process.Death, end);
        if (first == end)
            process.Die();
        if (published is not null)
            _told[finding.Id] = (published, calm && first == answer && answer.IsCompletedSuccessfully);
        Log.Add($"{_time.GetUtcNow():mm:ss.fff} {finding.Id} {finding.Key.Revision} {id} {(first == answer ? answer.Exception?.InnerException?.Message ?? answer.Result.Outcome.Reason : "died")}");
        return first == answer && answer.IsCompletedSuccessfully;
    }

    private Fault AnyFault() => _random.NextDouble() switch
    {
        var draw when draw < _kind.Deaths => _random.Next(2) == 0 ? Fault.DeathBefore : Fault.DeathAfter,
        var draw when draw < _kind.Deaths + _kind.Faults => _random.Next(3) switch { 0 => Fault.Throttled, 1 => Fault.Unavailable, _ => Fault.AnswerLost },
        _ => Fault.None,
    };

    /// <summary>An answer has edited a group: it may remove what has a hole in it, and what answers have added.</summary>
    private void Edited(Finding finding, SecurityGroup before, SecurityGroup after)
    {
        _ledger.Edited(finding.Id, before, after);
        Log.Add(Changed(finding.Id, before, after));

        // Between the last look at a group and the edit of it people may be faster; that is taken back.
        if (_ledger.Wanted.TryGetValue(before.Id, out var wanted) && _time.GetUtcNow() - _editedByHand.GetValueOrDefault(before.Id) > Aware)
        {
            var opened = Ledger.Packets(after.Rules.Except(before.Rules)).Except(Ledger.Packets(before.Rules)).Except(wanted);
            if (!opened.IsEmpty)
                Faults.Add($"{finding.Id} opens what people have closed in {before.Id}: {opened}.");
        }

        foreach (var rule in before.Rules.Except(after.Rules))
        {
            var open = new Promise([rule], ImmutableDictionary<string, PrefixList>.Empty, Guarded, []).Open.Count > 0;
            if (!open && (_ledger.IsByHand(rule) || !rule.Tags.ContainsKey(Planner.TagKey)))
                Faults.Add($"{finding.Id} removed {RuleParser.Of(rule)} from {before.Id}.");
        }
    }

    /// <summary>People are told: they try the undo at once, in a copy of the account.</summary>
    private string Published(Finding finding, AlertMessage message)
    {
        using var parts = JsonDocument.Parse(message.Message);
        using var document = JsonDocument.Parse(parts.RootElement.GetProperty("sqs").GetString()!);
        var alert = document.RootElement;
        var outcome = alert.GetProperty("outcome").GetString();
        var changes = alert.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("status").GetString()).ToList();
        var news = $"{outcome} {string.Join(',', finding.ProbedPorts)} {finding.Severity}";
        var notes = string.Join(' ', alert.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
        Log.Add($"{_time.GetUtcNow():mm:ss.fff} {finding.Id} tells: {outcome} {alert.GetProperty("reason").GetString()} {notes}");
        var blind = notes.Contains("The journal could not be updated", StringComparison.Ordinal);
        if (!blind && _told.TryGetValue(finding.Id, out var before) && before.Certain && before.News == news && !changes.Contains("done"))
            Faults.Add($"{finding.Id} was told twice: {news}.");
        Seen = Seen with { Alerts = Seen.Alerts + 1 };
        var expected = _ledger.Before(finding.Id).ToList();
        _ledger.Tell(finding.Id);

        // Who removed what a dead process was about to remove nobody knows, where it was all that was to be done and a person was there too.
        var unknown = notes.Contains("could not be read again", StringComparison.Ordinal)
            || (notes.Contains("was interrupted", StringComparison.Ordinal) && expected.SelectMany(groups => groups).Any(group => _ledger.Wanted.ContainsKey(group.Id)));

        // So where EC2's own answer to the removal was lost. What was added before stays then.
        var lost = notes.Contains("or somebody else did at the same moment", StringComparison.Ordinal);
        if (lost || notes.Contains("was interrupted", StringComparison.Ordinal))
            _unsure.UnionWith(alert.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("groupId").GetString()!));
        unknown |= lost;

        if (changes.Contains("done") && expected.Count == 2 && !unknown)
            TryUndo(finding.Id, [.. alert.GetProperty("undo").EnumerateArray().Select(line => line.GetString()!)], expected);
        return news;
    }

    /// <summary>The undo brings the rules back as they were before the answer, or before the part of it that was not told yet.</summary>
    private void TryUndo(string findingId, ImmutableArray<string> undo, IReadOnlyCollection<ImmutableArray<SecurityGroup>> expected)
    {
        var situation = new Situation(_account.Snapshot.Groups, ImmutableDictionary<string, PrefixList>.Empty, [], [.. Guarded], [.. Guarded]);
        var console = new RuleConsole(situation);
        console.Paste(undo);
        Seen = Seen with { Undone = Seen.Undone + 1 };
        var ends = expected.Select(groups => (
            Before: (situation with { Groups = groups }).RulesByValue(),
            After: (situation with { Groups = [.. groups.Select(group => console.Situation.Groups.First(other => other.Id == group.Id))] }).RulesByValue())).ToList();
        if (!ends.Exists(end => end.Before.SequenceEqual(end.After)))
            Faults.Add($"The undo of {findingId} leaves\n  {string.Join("\n  ", ends[0].After)}\nin place of\n  {string.Join("\n  ", ends[0].Before)}");
    }

    /// <summary>What was promised for the group.</summary>
    private void Check(SecurityGroup before)
    {
        var instances = _first.Interfaces.Where(network => network.GroupIds.Contains(before.Id)).Select(network => network.InstanceId).ToHashSet();
        var concerned = _deliveries.Where(delivery => instances.Contains(delivery.Finding.Instance!.Id)).ToList();
        if (_account.Snapshot.Groups.FirstOrDefault(group => group.Id == before.Id) is not { } now)
            return;
        var lists = ImmutableDictionary<string, PrefixList>.Empty;

        // A finding of which every attempt died half-way waits in the queue, and an alarm tells people so: who redrives it has it ended.
        var isLeft = concerned.Exists(delivery => _lost.Contains(delivery.Finding.Id));
        if (_ledger.Wanted.TryGetValue(before.Id, out var wanted))
        {
            var ours = now.Rules.Where(rule => rule.Tags.ContainsKey(Planner.TagKey) && !_ledger.IsByHand(rule)).ToList();
            if (!isLeft && !_unsure.Contains(before.Id) && !Ledger.Packets(ours).Except(wanted).IsEmpty)
                Faults.Add($"{before.Id} is open again though people have closed it: {Ledger.Packets(ours).Except(wanted)}.");
            return;
        }

        // Where people were told that it could not be closed, nothing was promised.
        if (isLeft || concerned.Exists(delivery => !_told[delivery.Finding.Id].News.StartsWith("tightened", StringComparison.Ordinal) && !_told[delivery.Finding.Id].News.StartsWith("not-open", StringComparison.Ordinal)))
            return;
        int[] ports = [.. concerned.SelectMany(delivery => delivery.Finding.ProbedPorts).Intersect(Guarded).Distinct()];
        Seen = Seen with { Kept = Seen.Kept + 1 };
        var breach = new Promise(before.Rules, lists, ports, []).Compare(now.Rules);
        if (breach != Breach.None)
            Faults.Add($"{before.Id}, ports {string.Join(' ', ports)} of {string.Join(' ', concerned.Select(delivery => delivery.Finding.Id).Distinct())} : {breach}\n  before {Texts(before.Rules)}\n  now {Texts(now.Rules)}");
    }

    private string Changed(string who, SecurityGroup before, SecurityGroup? after)
    {
        var rules = after?.Rules ?? [];
        return $"{_time.GetUtcNow():mm:ss.fff} {who} {before.Id} - {Texts(before.Rules.Except(rules))} + {Texts(rules.Except(before.Rules))}";
    }

    private static string Texts(IEnumerable<IngressRule> rules) => string.Join(", ", rules.Select(RuleParser.Of));
}
