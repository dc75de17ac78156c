using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Triggers.GuardDuty;
using ScanResponder.InMemory;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Remediation;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Simulation;

/// <summary>A finding about groups whose reads lag behind, answered by one process, or by the next one where that one dies.</summary>
internal sealed class LateScene
{
    private static readonly TimeSpan Lambda = TimeSpan.FromSeconds(60);

    private readonly Situation _found;
    private readonly InMemoryAccount _account;
    private readonly InMemoryJournal _journal = new();
    private readonly Random _random;
    private int _findings;

    /// <summary>The finding, and the account as it is first.</summary>
    /// <param name="found">The groups, and the ports to close.</param>
    /// <param name="replicas">How late reads are.</param>
    /// <param name="seed">How long calls take, and who answers reads.</param>
    /// <param name="isDefaultVpc">True where EC2 says what it did not find and goes on.</param>
    internal LateScene(Situation found, ImmutableArray<ReadLag> replicas, int seed, bool isDefaultVpc = false)
    {
        _found = found;
        _random = new(seed);
        _account = new(AccountSnapshot.Empty with { Groups = found.Groups, PrefixLists = [.. found.PrefixLists.Values] }, int.MaxValue, Time)
        {
            Replicas = replicas,
            NextReplica = _random.Next,
            IsDefaultVpc = isDefaultVpc,
        };
    }

    internal VirtualTime Time { get; } = new();

    /// <summary>The groups as they are by now.</summary>
    internal Situation Now => _found with { Groups = _account.Snapshot.Groups };

    /// <summary>What each process asked for.</summary>
    internal List<IReadOnlyList<string>> Calls { get; } = [];

    /// <summary>
    /// The situation in an account of the finding's, as EC2 would take it back. A rule with as many tags as there can be has no room for the finding,
    /// so that nobody can say whose its pieces are once an answer was lost.
    /// </summary>
    internal static Situation Owned(Situation situation) => situation with
    {
        Groups = [.. situation.Groups.Select(group => group with
        {
            OwnerId = RemediationScene.Owner,
            Rules = [.. group.Rules.Select(rule => rule with
            {
                Description = rule.Description is "ssh" ? "ssh" : null,
                Tags = rule.Tags.Count < TagSet.Most ? rule.Tags : TagSet.Empty,
            })],
        })],
    };

    /// <summary>The rules once the undo was pasted.</summary>
    internal ImmutableArray<string> Undone(Outcome outcome)
    {
        var console = new RuleConsole(Now);
        console.Paste(outcome.Undo);
        return console.Situation.RulesByValue();
    }

    /// <summary>The answer, or null where the process died.</summary>
    internal Outcome? Answer(Func<string, int, Fault> fault, string id = "invocation-1", Finding? finding = null) => Time.Run(async () =>
    {
        var process = new Process(Time, () => TimeSpan.FromMilliseconds(_random.Next(5, 50)), fault);
        Calls.Add(process.Calls);
        var answer = AnswerAsync(process, id, finding);
        return await Task.WhenAny(answer, process.Death) == answer ? await answer : null;
    });

    /// <summary>Several findings are answered at the same moment, each by a process of its own, for ports of its own.</summary>
    internal ImmutableArray<Outcome> AnswerTogether(params int[][] scopes) => Time.Run(async () =>
        (ImmutableArray<Outcome>)[.. await Task.WhenAll(scopes.Select(async scope =>
        {
            var number = _findings++;
            await Time.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(500)));
            var process = new Process(Time, () => TimeSpan.FromMilliseconds(_random.Next(5, 50)), (_, _) => Fault.None);
            return (await AnswerAsync(process, $"invocation-{number}", RemediationScene.Probe($"finding-{number}", scope)))!;
        }))]);

    private async Task<Outcome?> AnswerAsync(Process process, string id, Finding? other = null)
    {
        var finding = other ?? RemediationScene.Probe(Situation.FindingId, _found.InScope);
        var policy = new Policy { Mode = Mode.Remediate, GuardedPorts = _found.Guarded };
        var account = new ProcessAccount(process, _account);
        var readAt = Time.GetUtcNow();
        using var session = new JournalSession(new ProcessJournal(process, _journal), finding.Scope, finding.Key, new(id, readAt, readAt + Lambda), Time);
        Assert.Null(await session.ClaimAsync(CancellationToken.None));
        var view = new AccountView
        {
            Instance = RemediationScene.Instance,
            Groups = await account.GroupsAsync([.. _found.Groups.Select(group => group.Id)], CancellationToken.None),
            PrefixLists = _found.PrefixLists,
            Trusted = _found.Trusted,
        };
        var exposures = ExposureScan.Find(view.Groups ?? [], view.PrefixLists, policy.GuardedPorts, _found.Trusted);
        var outcome = await new Remediator(finding, account, policy, session, Time).ApplyAsync(view, readAt, exposures, CancellationToken.None);
        await session.ReleaseGroupsAsync(outcome.Changes, CancellationToken.None);
        await session.CloseAsync(new(Time.GetUtcNow(), outcome.Verdict, [], 0), CancellationToken.None);
        return outcome;
    }
}
