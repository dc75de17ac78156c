using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.InMemory;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Remediation;
using ScanResponder.Tightening;
using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Tightening;

/// <summary>A finding about an instance, the groups that the instance carries, and a policy that says what to do about it.</summary>
internal sealed class RemediationScene
{
    internal const string Owner = "123456789012";

    private readonly InMemoryAccount _account;

    internal RemediationScene(params ImmutableArray<SecurityGroup> groups)
        : this(InMemoryAccount.DefaultRulesPerGroup, groups)
    {
    }

    internal RemediationScene(int rulesPerGroup, params ImmutableArray<SecurityGroup> groups)
    {
        _account = new(AccountSnapshot.Empty with { Groups = groups }, rulesPerGroup);
        Account = new(_account);
    }

    internal static Instance Instance { get; } =
        new("i-1", "web-1", "running", "t3.micro", null, null, "203.0.113.25", "10.0.0.10", "vpc-1", "subnet-1", TagSet.Empty);

    internal UnreliableAccount Account { get; }

    internal Finding Finding { get; set; } = Probe(Situation.FindingId, 22);

    internal Policy Policy { get; set; } = new() { Mode = Mode.Remediate };

    /// <summary>What was read otherwise than the account is.</summary>
    internal Func<AccountView, AccountView> Seen { get; set; } = view => view;

    /// <summary>The groups that the instance carries; all of them, if nothing else is said.</summary>
    internal ImmutableArray<string>? Attached { get; set; }

    /// <summary>The journal, or null where there is none.</summary>
    internal IJournal? Journal { get; init; }

    internal TimeProvider Time { get; init; } = new HurriedTime();

    /// <summary>When an invocation is ended, after its beginning; null for never.</summary>
    internal TimeSpan? Limit { get; init; }

    /// <summary>The rules of all groups, in order.</summary>
    internal ImmutableArray<string> Rules => [.. _account.Snapshot.Groups.SelectMany(group => RuleParser.Of(group))];

    /// <summary>Somebody's finding that the ports of an instance are tried.</summary>
    internal static Finding Probe(string id, params IEnumerable<int> ports) => new()
    {
        Id = id,
        Type = "Recon:EC2/PortProbeUnprotectedPort",
        Kind = FindingKind.Of("Recon:EC2/PortProbeUnprotectedPort"),
        AccountId = Owner,
        Region = "eu-central-1",
        Partition = "aws",
        Instance = Instance,
        UpdatedAt = new(2026, 11, 20, 8, 12, 4, TimeSpan.Zero),
        Probes = [.. ports.Select(port => new Probe(port, null, "198.51.100.23", null, null, null, "10.0.0.10"))],
    };

    /// <summary>A group of the finding's account.</summary>
    internal static SecurityGroup Group(string id, params IEnumerable<string> rules)
    {
        var group = RuleParser.Group(id, rules) with { OwnerId = Owner };
        return group with { Rules = [.. group.Rules.Select(rule => rule with { Id = rule.Id + id[2..] })] };
    }

    internal static AccountException Error(string action) => new(AccountErrorKind.Denied, action, null, $"{action} is not granted.");

    internal Task<Outcome> AnswerAsync() => AnswerAsync(Account);

    /// <summary>The answer of a function that has this way into the account, or none.</summary>
    internal async Task<Outcome> AnswerAsync(IAccount? account, string attemptId = "invocation-1")
    {
        var readAt = Time.GetUtcNow();
        var snapshot = _account.Snapshot;
        var view = Seen(new()
        {
            Instance = Instance,
            Groups = [.. snapshot.Groups.Where(group => Attached is not { } attached || attached.Contains(group.Id))],
            PrefixLists = snapshot.PrefixLists.ToDictionary(list => list.Id),
        });
        var exposures = ExposureScan.Find(view.Groups ?? [], view.PrefixLists, Policy.GuardedPorts, view.Trusted ?? []);
        var cancellation = TestContext.Current.CancellationToken;
        using var session = new JournalSession(Journal, Finding.Scope, Finding.Key, new(attemptId, readAt, Limit is { } limit ? readAt + limit : DateTimeOffset.MaxValue), Time);
        Assert.Null(await session.ClaimAsync(cancellation));
        var outcome = await new Remediator(Finding, account, Policy, session, Time).ApplyAsync(view, readAt, exposures, cancellation);
        await session.ReleaseGroupsAsync(outcome.Changes, cancellation);
        return outcome;
    }

    /// <summary>An invocation whose process ends before that call is answered.</summary>
    internal async Task DieBeforeAsync(string call)
    {
        Account.On(call, 1, _ => throw new InvalidOperationException("The process has ended."));
        await Assert.ThrowsAsync<InvalidOperationException>(AnswerAsync);
    }

    internal Task SomebodyRemoves(string rule) =>
        _account.RevokeAsync("sg-1", [Permission.Of(RuleParser.Draft(rule))], dryRun: false, TestContext.Current.CancellationToken);

    internal Task SomebodyDeletesTheGroup() => _account.DeleteGroupAsync("sg-1", TestContext.Current.CancellationToken);

    internal Task SomebodyAdds(string rule) =>
        _account.AuthorizeAsync("sg-1", [RuleParser.Draft(rule)], TagSet.Empty, dryRun: false, TestContext.Current.CancellationToken);

    /// <summary>The rules that are left once the outcome's undo was run, without their ids.</summary>
    internal ImmutableArray<string> RulesAfterUndo(Outcome outcome)
    {
        var console = new RuleConsole(new(_account.Snapshot.Groups, ImmutableDictionary<string, PrefixList>.Empty, [], [22], [22]));
        console.Paste(outcome.Undo);
        return [.. console.Situation.Groups.SelectMany(group => RuleParser.Of(group))];
    }
}
