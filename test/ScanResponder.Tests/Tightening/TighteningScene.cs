using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Remediation;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

/// <summary>An account with groups whose port 22 is to be closed, and somebody else who works in it.</summary>
internal sealed class TighteningScene
{
    private static readonly int[] Ssh = [22];
    private readonly InMemoryAccount _account;
    private readonly TimeProvider _time;
    private readonly ImmutableArray<SecurityGroup> _before;
    private readonly int _rulesPerGroup;

    internal TighteningScene(params ImmutableArray<SecurityGroup> groups)
        : this(InMemoryAccount.DefaultRulesPerGroup, groups)
    {
    }

    internal TighteningScene(int rulesPerGroup, params ImmutableArray<SecurityGroup> groups)
        : this(groups, ReadLag.None, new HurriedTime(), rulesPerGroup)
    {
    }

    internal TighteningScene(bool isDefaultVpc, params ImmutableArray<SecurityGroup> groups)
        : this(groups, ReadLag.None, new HurriedTime(), isDefaultVpc: isDefaultVpc)
    {
    }

    internal TighteningScene(ReadLag lag, params ImmutableArray<SecurityGroup> groups)
        : this(groups, lag, new HurriedTime())
    {
    }

    /// <summary>For answers on threads of their own: where no time passes in a wait, each would take the others for dead.</summary>
    internal TighteningScene(TimeProvider time, params ImmutableArray<SecurityGroup> groups)
        : this(groups, ReadLag.None, time)
    {
    }

    private TighteningScene(
        ImmutableArray<SecurityGroup> groups, ReadLag lag, TimeProvider time, int rulesPerGroup = InMemoryAccount.DefaultRulesPerGroup, bool isDefaultVpc = false)
    {
        _before = groups;
        _rulesPerGroup = rulesPerGroup;
        _time = time;
        _account = new(AccountSnapshot.Empty with { Groups = groups }, rulesPerGroup, time) { Replicas = [lag], IsDefaultVpc = isDefaultVpc };
        Account = new(_account);
    }

    internal UnreliableAccount Account { get; }

    internal TimeProvider Time => _time;

    internal ImmutableArray<SecurityGroup> Groups => _account.Snapshot.Groups;

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The rules of the only group.</summary>
    internal ImmutableArray<string> Rules => RuleParser.Of(Groups.Single());

    internal ImmutableArray<TrustedSource> Trusted { get; init; } = [];

    internal ImmutableArray<PrefixList> PrefixLists { get; init; } = [];

    /// <summary>What happens whenever changes are written down.</summary>
    internal Func<ImmutableArray<RuleChange>, CancellationToken, Task> Record { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>How long there is to look at what came of it, from the beginning on; null for as long as it takes.</summary>
    internal TimeSpan? SettleFor { get; init; }

    /// <summary>True where the journal keeps others away meanwhile.</summary>
    internal bool Alone { get; init; }

    internal Task<TighteningResult> TightenAsync(string findingId = Situation.FindingId, CancellationToken? cancellation = null) =>
        Tightener(findingId).TightenAsync(Exposures(Ssh), _before, [], cancellation ?? Cancellation);

    internal Task<TighteningResult> DryRunAsync() => Tightener(Situation.FindingId).DryRunAsync(
        Planner.Plan(Exposures(Ssh), _before, Lists, Trusted, Situation.FindingId), Cancellation);

    internal Task SomebodyAdds(string rule, TagSet? tags = null, string groupId = "sg-1") =>
        _account.AuthorizeAsync(groupId, [RuleParser.Draft(rule)], tags ?? TagSet.Empty, dryRun: false, Cancellation);

    internal Task SomebodyRemoves(string rule) => _account.RevokeAsync("sg-1", [Permission.Of(RuleParser.Draft(rule))], dryRun: false, Cancellation);

    internal Task SomebodyTurns(string rule, string into) => _account.ModifyRuleAsync(
        "sg-1", Groups[0].Rules.Single(known => RuleParser.Of(known) == rule).Id, RuleParser.Draft(into), Cancellation);

    internal Task SomebodyDeletesTheGroup() => _account.DeleteGroupAsync("sg-1", Cancellation);

    /// <summary>Another finding, about that port, is answered from the rules as they were first.</summary>
    internal Task AnotherFindingCloses(int port) => Tightener("finding-2", _account).TightenAsync(Exposures(port), _before, [], Cancellation);

    /// <summary>Another finding, about that port, is answered from the rules as they are now.</summary>
    internal Task AnotherFindingThatComesNowCloses(int port) =>
        Tightener("finding-2", _account).TightenAsync(ExposureScan.Find(Groups, Lists, [port], Trusted), Groups, [], Cancellation);

    /// <summary>What the changes say of themselves, in order.</summary>
    internal static ImmutableArray<string> Statuses(TighteningResult result) =>
        [.. result.Changes.Select(change => $"{change.Action} {change.Rule.Traffic} from {change.Rule.Source}: {change.Status}")];

    /// <summary>The rules with their descriptions and tags, once the undo of this result was run, and those that were there first.</summary>
    internal (ImmutableArray<string> Undone, ImmutableArray<string> Before) Undo(TighteningResult result)
    {
        var console = new RuleConsole(SituationOf(Groups), _rulesPerGroup);
        console.Paste(RuleCommands.Undo(RuleConsole.AccountId, "eu-central-1", result.Changes, result.RevokedFirst));
        return (console.Situation.RulesByValue(), SituationOf(_before).RulesByValue());
    }

    private ImmutableDictionary<string, PrefixList> Lists => PrefixLists.ToImmutableDictionary(list => list.Id);

    private ImmutableArray<PortExposure> Exposures(params int[] ports) => ExposureScan.Find(_before, Lists, ports, Trusted);

    private Tightener Tightener(string findingId, IAccount? account = null) => new(account ?? Account, Lists, Trusted, findingId, _time)
    {
        Record = Record,
        Alone = Alone,
        SettleBy = SettleFor is { } time ? _time.GetUtcNow() + time : DateTimeOffset.MaxValue,
    };

    private Situation SituationOf(ImmutableArray<SecurityGroup> groups) =>
        new(groups, Lists, Trusted, [.. Ssh], [.. Ssh]);
}
