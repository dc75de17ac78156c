using ScanResponder.Accounts;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;

namespace ScanResponder.Tests.Simulation;

/// <summary>People who edit the account by hand, at any time.</summary>
/// <param name="account">The account.</param>
/// <param name="ledger">Where it is written down.</param>
/// <param name="random">What they think of.</param>
internal sealed class People(InMemoryAccount account, Ledger ledger, Random random)
{
    /// <summary>Somebody adds, removes, narrows or widens a rule, or deletes a group.</summary>
    /// <returns>The group; null where nothing came of it.</returns>
    internal async Task<string?> EditAsync()
    {
        var groups = account.Snapshot.Groups;
        if (groups.IsEmpty)
            return null;
        var group = groups[random.Next(groups.Length)];
        var rule = group.Rules.IsEmpty ? null : group.Rules[random.Next(group.Rules.Length)];
        try
        {
            await (random.Next(12) switch
            {
                0 => account.DeleteGroupAsync(group.Id, CancellationToken.None),
                < 4 => account.AuthorizeAsync(group.Id, [RuleParser.Draft(StormWorld.AnyRule(random))], TagSet.Empty, dryRun: false, CancellationToken.None),
                < 8 when rule is not null => account.RevokeAsync(group.Id, [Permission.Of(rule)], dryRun: false, CancellationToken.None),
                _ when rule is { Source: RuleSource.Block { Cidr.Family: IpFamily.IPv4 } } => account.ModifyRuleAsync(
                    group.Id, rule.Id, new(rule.Traffic, RuleParser.SourceOf(random.Next(4) == 0 ? "0.0.0.0/0" : "203.0.113.5/32"), null), CancellationToken.None),
                _ => Task.CompletedTask,
            });
        }
        catch (AccountException)
        {
            // There is such a rule already.
        }

        var after = account.Snapshot.Groups.FirstOrDefault(other => other.Id == group.Id);
        if (after is not null && after.Rules.SequenceEqual(group.Rules))
            return null;
        ledger.EditedByHand(group, after);
        return group.Id;
    }
}
