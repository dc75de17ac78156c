using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Alerts;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Audit;

/// <summary>What an audit of one or many Regions found.</summary>
public sealed record AuditReport
{
    // A message of SNS holds these seven times, beside what was found.
    private const int MostInterrupted = 10;
    private const int MostUndo = 10_000;

    /// <summary>Why it was made; null where a person asked for it at a terminal.</summary>
    public Trigger? Trigger { get; init; }

    /// <summary>Where it looked.</summary>
    public ImmutableArray<AwsScope> Scopes { get; init; } = [];

    /// <summary>VPC Block Public Access of each of these Regions, where it is known.</summary>
    public ImmutableArray<RegionalBlock> PublicAccess { get; init; } = [];

    /// <summary>The guarded ports.</summary>
    public ImmutableArray<int> GuardedPorts { get; init; } = [];

    /// <summary>How many groups were looked at.</summary>
    public int Looked { get; init; }

    /// <summary>Every group that lets the internet reach a guarded port, or did before it was closed, the worst first.</summary>
    public ImmutableArray<AuditedGroup> Groups { get; init; } = [];

    /// <summary>Where it could not look.</summary>
    public ImmutableArray<AuditProblem> Problems { get; init; } = [];

    /// <summary>What people should know beside that, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>What an earlier attempt of the same sweep changed, which was cut off before it could tell anybody.</summary>
    public ImmutableArray<RuleChange> Interrupted { get; init; } = [];

    /// <summary><see cref="Interrupted"/> for people: a sentence for each group, and the lines that take it back where they fit into a message.</summary>
    public ImmutableArray<string> AboutInterrupted
    {
        get
        {
            if (Trigger is null || Interrupted.IsEmpty)
                return [];
            var undo = RuleCommands.Undo(Trigger.AccountId, Trigger.Region, Interrupted, FrozenSet<string>.Empty);
            var groups = Interrupted.GroupBy(change => change.GroupId).ToList();
            return
            [
                .. groups.Take(MostInterrupted).Select(group => $"An attempt of this sweep that was cut off changed {group.Key}: {string.Join("; ", group.Take(MostInterrupted).Select(Words))}."),
                .. groups.Count > MostInterrupted ? [$"It changed {TextFormat.Count(groups.Count - MostInterrupted, "more group")}."] : Array.Empty<string>(),
                .. undo.Sum(line => line.Length) <= MostUndo ? ["These lines take that back:", .. undo] : ImmutableArray.Create("The lines that take that back are too many for this message."),
            ];
        }
    }

    /// <summary>
    /// Whether VPC Block Public Access is on, a sentence for each Region in which it is, and one for all in which it is off: the preventive control that
    /// makes an open group moot.
    /// </summary>
    public IEnumerable<string> AboutPublicAccess
    {
        get
        {
            foreach (var (scope, block) in PublicAccess.Where(one => one.Block.IsOn))
            {
                var but = block.Exempt.IsEmpty ? "" : $", but for {string.Join(", ", block.Exempt)}";
                yield return block.Changing
                    ? $"VPC Block Public Access is being changed in {scope.Region} of {scope.AccountId} to {block.Mode}{but}."
                    : $"VPC Block Public Access is on in {scope.Region} of {scope.AccountId} ({block.Mode}){but}: what is open there cannot be reached from the internet.";
            }

            foreach (var account in PublicAccess.Where(one => !one.Block.IsOn).GroupBy(one => one.Scope.AccountId))
                yield return $"VPC Block Public Access is off in {string.Join(", ", account.Select(one => one.Scope.Region))} of {account.Key}: nothing keeps the internet out of a whole Region.";
        }
    }

    /// <summary>How many of the groups are closed by now.</summary>
    public int Closed => Groups.Count(group => group.IsClosed);

    /// <summary>Those that are open still.</summary>
    public IEnumerable<AuditedGroup> StillOpen => Groups.Where(group => !group.IsClosed);

    /// <summary>True where somebody must act now.</summary>
    public bool IsUrgent => Groups.Any(group => group.IsUrgent);

    /// <summary>All of it in one line.</summary>
    public string Summary
    {
        get
        {
            var ports = $"TCP {string.Join(", ", GuardedPorts)}";
            var groups = TextFormat.Count(Looked, "security group");
            var problems = Problems.IsEmpty ? "" : $" Not everything could be looked at: {TextFormat.Count(Problems.Length, "problem")}.";
            if (Groups.IsEmpty)
                return $"None of {groups} lets the internet reach {ports}.{problems}";
            var closed = Closed == 0 ? "" : $", {Closed} closed now";
            var kinds = Groups.GroupBy(group => group.Danger).OrderBy(kind => kind.Key).Select(kind => $"{kind.Count()} {Words(kind.Key)}");
            return $"{Groups.Length} of {groups} {(Groups.Length == 1 ? "lets" : "let")} the internet reach {ports}: {string.Join(", ", kinds)}{closed}.{problems}";
        }
    }

    /// <summary>The reports as one, the worst first.</summary>
    public static AuditReport Joined(IReadOnlyCollection<AuditReport> reports) => new()
    {
        Trigger = reports.FirstOrDefault()?.Trigger,
        Scopes = [.. reports.SelectMany(report => report.Scopes)],
        PublicAccess = [.. reports.SelectMany(report => report.PublicAccess)],
        GuardedPorts = reports.FirstOrDefault()?.GuardedPorts ?? [],
        Looked = reports.Sum(report => report.Looked),
        Groups = WorstFirst(reports.SelectMany(report => report.Groups)),
        Problems = [.. reports.SelectMany(report => report.Problems)],
        Notes = [.. reports.SelectMany(report => report.Notes).Distinct()],
    };

    /// <summary>The worst first: by danger, by how many use it, and then in an order that stays the same.</summary>
    internal static ImmutableArray<AuditedGroup> WorstFirst(IEnumerable<AuditedGroup> groups) =>
    [
        .. groups.OrderBy(group => group.Danger)
            .ThenByDescending(group => group.Users.Length)
            .ThenBy(group => group.Trigger.AccountId, StringComparer.Ordinal)
            .ThenBy(group => group.Trigger.Region, StringComparer.Ordinal)
            .ThenBy(group => group.Group.Id, StringComparer.Ordinal),
    ];

    private static string Words(RuleChange change) =>
        $"{(change.Action is ChangeAction.Authorize ? '+' : '-')} {change.Rule.Traffic} from {change.Rule.Source} ({change.Status.ToString().ToLowerInvariant()})";

    /// <summary>What a danger is called in a sentence.</summary>
    internal static string Words(Danger danger) => danger switch
    {
        Danger.Running => "reachable with running machines",
        Danger.Path => "reachable by path",
        Danger.Unknown => "in use (not known whether reachable)",
        Danger.Shut => "in use but not reachable",
        Danger.Unused => "unused",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
