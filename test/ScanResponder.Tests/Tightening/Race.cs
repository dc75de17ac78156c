using Microsoft.Extensions.Time.Testing;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.InMemory;
using ScanResponder.Journal;
using ScanResponder.Remediation;
using ScanResponder.Tests.Accounts;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

/// <summary>
/// Findings that are answered at the same moment, each for ports of its own. Whose call the account performs next is decided call by call, so that
/// a race can be run in a certain order and run again.
/// </summary>
/// <param name="situation">What all of them find.</param>
/// <param name="rulesPerGroup">The quota of rules of a group.</param>
/// <param name="scopes">The ports that each of the findings closes.</param>
internal sealed class Race(Situation situation, int rulesPerGroup, params int[][] scopes)
{
    /// <summary>False where nothing but the groups tells one answer of the others.</summary>
    internal bool HasJournal { get; init; } = true;

    /// <summary>How the race ends, in every order of the calls.</summary>
    internal IEnumerable<RaceEnd> InEveryOrder()
    {
        var path = new List<(int Choice, int Of)>();
        do
        {
            var depth = 0;
            yield return Run(choices =>
            {
                if (depth == path.Count)
                    path.Add((0, choices));
                return path[depth++].Choice;
            });
            while (path.Count > 0 && path[^1].Choice + 1 == path[^1].Of)
                path.RemoveAt(path.Count - 1);
            if (path.Count > 0)
                path[^1] = path[^1] with { Choice = path[^1].Choice + 1 };
        }
        while (path.Count > 0);
    }

    /// <summary>How the race ends where that function says, of so many calls under way, which one is performed next.</summary>
    internal RaceEnd Run(Func<int, int> choose)
    {
        var shared = new InMemoryAccount(
            AccountSnapshot.Empty with { Groups = [.. situation.Groups.Select(group => group with { OwnerId = RemediationScene.Owner })], PrefixLists = [.. situation.PrefixLists.Values] }, rulesPerGroup);
        var time = new FakeTimeProvider();
        var journal = HasJournal ? new InMemoryJournal() : null;
        var steps = new StepQueue();
        var waiting = new List<(string Call, TaskCompletionSource Turn)>();
        var order = new List<string>();
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(steps);
        try
        {
            var runs = scopes.Select((scope, number) => AnswerAsync($"finding-{number}", scope)).ToList();
            steps.RunAll();
            while (runs.Exists(run => !run.IsCompleted))
            {
                if (waiting.Count > 0)
                {
                    var (call, turn) = waiting[choose(waiting.Count)];
                    waiting.RemoveAll(entry => entry.Turn == turn);
                    order.Add(call);
                    turn.SetResult();
                }

                time.Advance(TimeSpan.FromSeconds(1));
                steps.RunAll();
            }

            return new(situation with { Groups = shared.Snapshot.Groups }, [.. runs.Select(run => run.GetAwaiter().GetResult())], [.. order]);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }

        async Task<Outcome> AnswerAsync(string findingId, int[] scope)
        {
            var account = new UnreliableAccount(shared);
            foreach (var call in (string[])["read", "authorize", "revoke", "tag"])
                account.On(call, 0, UnreliableAccount.After(() => TurnAsync($"{findingId} {call}")));
            var finding = RemediationScene.Probe(findingId, scope);
            var deadlines = new Deadlines(findingId, time.GetUtcNow(), time.GetUtcNow().AddDays(2));
            using var session = new JournalSession(journal, finding.Scope, finding.Key, deadlines, time);
            Assert.Null(await session.ClaimAsync(CancellationToken.None));
            var readAt = time.GetUtcNow();
            var view = new AccountView
            {
                Groups = await account.GroupsAsync([.. situation.Groups.Select(group => group.Id)], CancellationToken.None),
                PrefixLists = situation.PrefixLists,
                Trusted = [.. situation.Trusted],
            };
            var policy = new Policy { Mode = Mode.Remediate, GuardedPorts = [.. scope] };
            var exposures = ExposureScan.Find(view.Groups.Value, situation.PrefixLists, scope, situation.Trusted);
            var outcome = await new Remediator(finding, account, policy, session, time).ApplyAsync(view, readAt, exposures, CancellationToken.None);
            await session.ReleaseGroupsAsync(outcome.Changes, CancellationToken.None);
            return outcome;
        }

        Task TurnAsync(string call)
        {
            var turn = new TaskCompletionSource();
            waiting.Add((call, turn));
            return turn.Task;
        }
    }
}
