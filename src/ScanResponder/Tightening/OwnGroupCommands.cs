using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Tightening;

/// <summary>
/// Blocks of AWS CLI commands to paste that close a port of one instance where its security group serves too many others to be edited: the instance gets
/// a copy of the group, without the hole, in its place. A group's rules can't be narrowed for one of its members:
/// <see href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html"/>.
/// </summary>
/// <param name="Close">Lines that make the copies, close the port in them and put them in place; empty where nothing is to be copied.</param>
/// <param name="Reopen">Lines that put the old groups back and delete the copies.</param>
public sealed record OwnGroupCommands(ImmutableArray<string> Close, ImmutableArray<string> Reopen)
{
    // A message of SNS holds the lines seven times, in the mail and in the document, and has to hold more than that.
    private const int MostCharacters = 10_000;

    /// <summary>No lines.</summary>
    public static OwnGroupCommands None { get; } = new([], []);

    /// <summary>The lines for an instance; none where they are too many for an alert.</summary>
    /// <param name="scope">Where it is.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="interfaces">Its interfaces.</param>
    /// <param name="plans">What closes the port in each group that may not be edited.</param>
    public static OwnGroupCommands Of(AwsScope scope, string instanceId, IReadOnlyCollection<NetworkInterface> interfaces, IReadOnlyCollection<GroupPlan> plans)
    {
        List<GroupPlan> used = [.. plans.Where(plan => plan.Group.VpcId is not null && interfaces.Any(networkInterface => networkInterface.GroupIds.Contains(plan.Group.Id)))];
        if (used.Count == 0)
            return None;
        var region = RuleCommands.Quote(scope.Region);
        // The shell's name of each copy.
        var copies = used.Index().ToDictionary(entry => entry.Item.Group.Id, entry => $"own{entry.Index}");
        var concerned = interfaces.Where(networkInterface => networkInterface.GroupIds.Any(copies.ContainsKey)).ToList();
        List<string> close =
        [
            .. used.SelectMany(plan => Copy(region, instanceId, plan.Group, copies[plan.Group.Id])
                .Concat(RuleCommands.InGroup($"\"${copies[plan.Group.Id]}\"", scope.Region, plan))),
            .. concerned.Select(networkInterface => $"test \"$failed\" != 0 || {IsolationCommands.Place(region, networkInterface, networkInterface.GroupIds.Select(id => copies.TryGetValue(id, out var copy) ? $"\"${copy}\"" : RuleCommands.Quote(id)))}"),
        ];
        if (close.Sum(line => line.Length) > MostCharacters)
            return None;
        IEnumerable<string> reopen =
        [
            .. concerned.Select(networkInterface => IsolationCommands.Place(region, networkInterface, networkInterface.GroupIds.Select(RuleCommands.Quote))),
            .. used.Select(plan => $"own=$({Lookup(region, instanceId, plan.Group)}); case $own in sg-*) aws ec2 delete-security-group --region {region} --group-id \"$own\" >/dev/null || failed=1;; esac"),
        ];
        return new(
            [RuleCommands.Guard(scope.AccountId, scope.Region), .. close, RuleCommands.Ending($"{instanceId} has a group of its own.")],
            [RuleCommands.Guard(scope.AccountId, scope.Region), .. reopen, RuleCommands.Ending($"{instanceId} has the groups that it had.")]);
    }

    /// <summary>Makes the copy. One that an earlier paste left behind, in use by nobody, may not be complete: it goes first.</summary>
    private static IEnumerable<string> Copy(string region, string instanceId, SecurityGroup group, string copy)
    {
        var lookup = Lookup(region, instanceId, group);
        yield return $"old=$({lookup}); case $old in sg-*) aws ec2 delete-security-group --region {region} --group-id \"$old\" >/dev/null 2>&1 || :;; esac";
        yield return $"{copy}=$(aws ec2 create-security-group --region {region} --vpc-id {RuleCommands.Quote(group.VpcId!)} --group-name {NameOf(instanceId, group)} "
            + $"--description {RuleCommands.Quote($"Copy of {group.Id} for {instanceId}")} --query GroupId --output text 2>/dev/null) && fresh=1 || {{ fresh=0; {copy}=$({lookup}); }}; "
            + $"case ${copy} in sg-*) :;; *) failed=1;; esac";

        // A new group lets everything out, and refuses to be told so twice.
        foreach (var everywhere in new[] { RuleCommands.Everywhere, RuleCommands.EverywhereV6 })
            yield return $"test \"$fresh\" = 0 || aws ec2 revoke-security-group-egress --region {region} --group-id \"${copy}\" --ip-permissions '{everywhere}' >/dev/null 2>&1 || :";
        foreach (var (direction, rules) in new[] { ("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress") })
        {
            yield return $"test \"$fresh\" = 0 || {{ rules=$(aws ec2 describe-security-groups --region {region} --group-ids {RuleCommands.Quote(group.Id)} --query 'SecurityGroups[0].{rules}' --output json) "
                + $"&& {{ test \"$rules\" = '[]' || aws ec2 authorize-security-group-{direction} --region {region} --group-id \"${copy}\" --ip-permissions \"$rules\" >/dev/null; }}; }} || failed=1";
        }
    }

    private static string Lookup(string region, string instanceId, SecurityGroup group) =>
        IsolationCommands.Lookup(region, group.VpcId!, NameOf(instanceId, group));

    // No group's name begins with sg-.
    private static string NameOf(string instanceId, SecurityGroup group) => RuleCommands.Quote($"copy-of-{group.Id}-for-{instanceId}");
}
