using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Audit;
using ScanResponder.Cli.Demo;
using ScanResponder.InMemory;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Audit;

/// <summary>Where to look: the example account, a copy, or Regions of the real account.</summary>
/// <param name="All">The Regions.</param>
/// <param name="Time">The clock.</param>
internal sealed record Targets(ImmutableArray<AuditTarget> All, TimeProvider Time)
{
    private const int AccountsAtOnce = 10;

    /// <summary>What a copy is said to be of where nothing says so.</summary>
    internal const string Unknown = "unknown";

    /// <summary>What reader should know first; null where all is as it seems.</summary>
    internal string? Introduction { get; init; }

    /// <summary>Why some of it cannot be looked at.</summary>
    internal ImmutableArray<AuditProblem> Problems { get; init; } = [];

    /// <summary>What people should know beside that, a sentence each.</summary>
    internal ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>True where changes are made in AWS.</summary>
    internal bool IsReal { get; init; }

    /// <summary>The example account.</summary>
    internal static Targets OfExample()
    {
        var account = Example.Account();
        return new([new(Example.Scope, () => account)], Example.Clock())
        {
            Introduction = "An example: the account is made up, and nothing touches AWS. --account FILE looks at a copy of yours, --live at the real one.",
        };
    }

    /// <summary>A copy of an account.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="regions">The Region that the user says it is of; at most one.</param>
    /// <param name="terminal">Where it is read.</param>
    /// <exception cref="InputException">It cannot be read, or is of another Region.</exception>
    internal static Targets OfCopy(string path, IReadOnlyList<string> regions, ITerminal terminal)
    {
        var copy = AccountFile.Read(path, terminal);
        var region = regions.Count > 0 ? regions[0] : copy.LikelyRegion ?? Unknown;
        var scope = new AwsScope(PartitionOf(region), copy.LikelyAccountId ?? Unknown, region);
        if (regions.Count > 0)
            AccountFile.MustBeOf(copy, path, scope, AuditCommand.Region);
        var account = new InMemoryAccount(copy);
        return new([new(scope, () => account)], TimeProvider.System)
        {
            Introduction = "Looked at in a copy of the account. Nothing in AWS is changed.",
            Notes = region == Unknown ? [$"The copy does not say its Region. {AuditCommand.Region} names it; without that the commands have none that works."] : [],
        };
    }

    /// <summary>Regions of the account of the user's credentials.</summary>
    /// <param name="account">The account.</param>
    /// <param name="regions">The Regions; empty for that of the profile or the environment.</param>
    /// <param name="all">True for all that are enabled.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InputException">Nobody says which Region, or whose credentials they are.</exception>
    internal static async Task<Targets> OfLiveAsync(IOwnAccount account, IReadOnlyList<string> regions, bool all, CancellationToken cancellationToken)
    {
        try
        {
            var (id, partition) = await account.IdentifyAsync(cancellationToken);
            ImmutableArray<string> notes = [];
            if (all)
            {
                var known = await account.RegionsAsync(cancellationToken);
                regions = [.. known.Where(region => region.IsEnabled).Select(region => region.Region)];
                if (known.Where(region => !region.IsEnabled).Select(region => region.Region).ToList() is { Count: > 0 } disabled)
                    notes = [$"Not looked at, since they are not enabled for the account: {string.Join(", ", disabled)}."];
            }
            else if (regions.Count == 0)
            {
                regions = [account.Region ?? throw new InputException($"which Region? give {AuditCommand.Region} or {AuditCommand.AllRegions}, or set AWS_REGION")];
            }

            return new([.. regions.Distinct().Select(region => new AuditTarget(new(partition, id, region), () => account.Open(region)))], TimeProvider.System)
            {
                IsReal = true,
                Notes = notes,
            };
        }
        catch (AccountException exception)
        {
            throw new InputException(exception.Message.TrimEnd('.'), exception);
        }
    }

    /// <summary>Regions of every active account of an organization.</summary>
    /// <param name="account">The account whose credentials list the others.</param>
    /// <param name="role">The name of the role in each of the others.</param>
    /// <param name="regions">The Regions; empty for that of the profile or the environment.</param>
    /// <param name="all">True for all that are enabled in each account.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InputException">Nobody says which Region, or which accounts there are.</exception>
    internal static async Task<Targets> OfOrganizationAsync(IOwnAccount account, string role, IReadOnlyList<string> regions, bool all, CancellationToken cancellationToken)
    {
        try
        {
            if (!all && regions.Count == 0)
                regions = [account.Region ?? throw new InputException($"which Region? give {AuditCommand.Region} or {AuditCommand.AllRegions}, or set AWS_REGION")];
            var (own, partition) = await account.IdentifyAsync(cancellationToken);
            var accounts = await account.AccountsAsync(cancellationToken);
            var active = accounts.Where(one => one.State is "ACTIVE").ToList();
            if (active.Count == 0)
                throw new InputException("organizations:ListAccounts names no active account");
            var found = new (ImmutableArray<AuditTarget> Targets, AuditProblem? Problem)[active.Count];
            await Parallel.ForEachAsync(
                Enumerable.Range(0, active.Count),
                new ParallelOptions { MaxDegreeOfParallelism = AccountsAtOnce, CancellationToken = cancellationToken },
                async (index, token) => found[index] = await OfAccountAsync(active[index].Id == own ? account : account.Enter(partition, active[index].Id, role, own), new(partition, active[index].Id, ""), regions, all, token));
            var others = accounts.Where(one => one.State is not "ACTIVE").Select(one => $"{one.Id} ({one.State ?? "state not told"})").ToList();
            return new([.. found.SelectMany(one => one.Targets)], TimeProvider.System)
            {
                IsReal = true,
                Problems = [.. found.Select(one => one.Problem).OfType<AuditProblem>()],
                Notes = others.Count == 0 ? [] : [$"Not looked at, since they are not active: {string.Join(", ", others)}."],
            };
        }
        catch (AccountException exception)
        {
            throw new InputException(exception.Message.TrimEnd('.'), exception);
        }
    }

    private static async Task<(ImmutableArray<AuditTarget> Targets, AuditProblem? Problem)> OfAccountAsync(
        IOwnAccount account, AwsScope scope, IReadOnlyList<string> regions, bool all, CancellationToken cancellationToken)
    {
        try
        {
            if (all)
                regions = [.. (await account.RegionsAsync(cancellationToken)).Where(region => region.IsEnabled).Select(region => region.Region)];
            return ([.. regions.Distinct().Select(region => new AuditTarget(scope with { Region = region }, () => account.Open(region)))], null);
        }
        catch (AccountException exception)
        {
            return ([], new(scope.AccountId, "all", exception.Message));
        }
    }

    private static string PartitionOf(string region) => region switch
    {
        _ when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ => "aws",
    };
}
