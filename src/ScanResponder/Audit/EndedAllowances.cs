using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Audit;

/// <summary>Takes rules away that somebody has added for a while, when that is over.</summary>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
public sealed class EndedAllowances(Policy policy, TimeProvider time)
{
    /// <summary>Takes them away, or where the mode changes nothing, tells of them.</summary>
    /// <param name="account">The account.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was done, a sentence for each rule.</returns>
    public async Task<ImmutableArray<string>> RemoveAsync(IAccount account, ImmutableArray<SecurityGroup> groups, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ended = groups.SelectMany(group => group.Rules).Where(rule => Allowance.EndOf(rule.Tags) <= now).ToList();
        return [.. (await Task.WhenAll(ended.GroupBy(rule => rule.GroupId).Select(RemoveAsync))).SelectMany(said => said)];

        async Task<ImmutableArray<string>> RemoveAsync(IGrouping<string, IngressRule> rules)
        {
            if (policy.Mode is not (Mode.Ask or Mode.Remediate))
                return [.. rules.Select(rule => $"The time of {Text(rule)} is over. The mode is {PolicyParser.WordOf(policy.Mode)}, so it stays until somebody removes it.")];
            var said = ImmutableArray.CreateBuilder<string>();
            foreach (var rule in rules)
            {
                try
                {
                    // EC2 matches what the rule admits exactly: one that somebody has turned into another one is not hit.
                    var unknown = await account.RevokeAsync(rule.GroupId, [Permission.Of(rule)], dryRun: false, cancellationToken);
                    said.Add(unknown.IsEmpty ? $"{Text(rule)} was removed, since its time is over." : $"{Text(rule)} was gone already when its time was over.");
                }
                catch (AccountException exception) when (exception.Kind is AccountErrorKind.NotFound)
                {
                    said.Add($"{Text(rule)} was gone already when its time was over.");
                }
                catch (AccountException exception)
                {
                    said.Add($"{Text(rule)} could not be removed, though its time is over. {exception.Message}");
                }
            }

            return said.ToImmutable();
        }

        static string Text(IngressRule rule) => $"{rule.Id} in {rule.GroupId} ({rule.Traffic} from {rule.Source}, tag {Allowance.TagKey}={rule.Tags.GetValueOrDefault(Allowance.TagKey)})";
    }
}
