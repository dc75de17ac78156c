using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Tightening;

/// <summary>
/// Blocks of AWS CLI commands to paste that cut an intruder off at once. A security group without rules alone does not: tracked sessions go on
/// (<see cref="Sessions"/>). A network ACL keeps no state, so what it denies ends at once; and AWS's own runbook makes the sessions of an instance
/// untracked first, with a group that admits everything, before it gives the instance a group that admits nothing:
/// <see href="https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/automation-awssupport-containec2instance.html"/>.
/// </summary>
/// <param name="CutOff">Lines that deny addresses in the network ACLs of the instance's subnets; empty where there are none to deny, or no room.</param>
/// <param name="Isolate">Lines that take all rules from the instance's interfaces; empty where its interfaces are not known.</param>
/// <param name="Release">Lines that take both back.</param>
public sealed record IsolationCommands(ImmutableArray<string> CutOff, ImmutableArray<string> Isolate, ImmutableArray<string> Release)
{
    /// <summary>The most addresses that are denied: a network ACL has 20 rules in each direction.</summary>
    public const int MostAddresses = 3;

    /// <summary>No lines.</summary>
    public static IsolationCommands None { get; } = new([], [], []);

    private const string Done = "All of it is done.";

    /// <summary>The lines for an instance.</summary>
    /// <param name="scope">Where it is.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="interfaces">Its interfaces; empty where they are not known.</param>
    /// <param name="acls">The network ACLs of their subnets; empty where they are not known.</param>
    /// <param name="addresses">The addresses to deny, the worst first.</param>
    public static IsolationCommands Of(
        AwsScope scope, string instanceId, IReadOnlyCollection<NetworkInterface> interfaces, IReadOnlyCollection<NetworkAcl> acls, IEnumerable<string> addresses)
    {
        var region = RuleCommands.Quote(scope.Region);
        List<Cidr> hosts = [.. addresses.Distinct().Select(address => Cidr.TryParseHost(address, out var host) ? host : (Cidr?)null).OfType<Cidr>().Take(MostAddresses)];
        var denials = acls.SelectMany(acl => Denials(region, acl, hosts)).ToList();
        var networks = interfaces.Where(networkInterface => networkInterface.VpcId is not null).GroupBy(networkInterface => networkInterface.VpcId!).ToList();
        return new(
            Block(scope, denials.Select(denial => denial.Deny)),
            Block(scope, networks.SelectMany(network => IsolateIn(region, network.Key, instanceId, [.. network]))),
            Block(scope, [.. networks.SelectMany(network => ReleaseIn(region, network.Key, instanceId, [.. network])), .. denials.Select(denial => denial.Remove)]));
    }

    private static ImmutableArray<string> Block(AwsScope scope, IEnumerable<string> lines) =>
        lines.ToList() is { Count: > 0 } some ? [RuleCommands.Guard(scope.AccountId, scope.Region), .. some, RuleCommands.Ending(Done)] : [];

    /// <summary>Rules before all others of the ACL, which deny an address each.</summary>
    private static IEnumerable<(string Deny, string Remove)> Denials(string region, NetworkAcl acl, List<Cidr> hosts)
    {
        var number = acl.Entries.Where(entry => !entry.Egress).Select(entry => entry.Number).DefaultIfEmpty(100).Min();
        foreach (var host in hosts)
        {
            if (--number < 1)
                yield break;
            var (option, property) = host.Family is IpFamily.IPv4 ? ("--cidr-block", "CidrBlock") : ("--ipv6-cidr-block", "Ipv6CidrBlock");
            var place = string.Create(CultureInfo.InvariantCulture, $"--region {region} --network-acl-id {RuleCommands.Quote(acl.Id)} --ingress --rule-number {number}");
            var action = string.Create(
                CultureInfo.InvariantCulture,
                $"$(aws ec2 describe-network-acls --region {region} --network-acl-ids {RuleCommands.Quote(acl.Id)} --query 'NetworkAcls[0].Entries[?RuleNumber==`{number}` && Egress==`false` && {property}==`\"{host}\"`].RuleAction' --output text)");
            yield return (
                $"aws ec2 create-network-acl-entry {place} --protocol -1 --rule-action deny {option} {host} || test \"{action}\" = deny || failed=1",
                $"test \"{action}\" != deny || aws ec2 delete-network-acl-entry {place} || failed=1");
        }
    }

    private static IEnumerable<string> IsolateIn(string region, string vpcId, string instanceId, List<NetworkInterface> interfaces)
    {
        yield return Group("open", "-sessions", "Admits everything for a moment so that sessions are untracked", region, vpcId, instanceId);
        yield return Group("shut", "", "Admits nothing", region, vpcId, instanceId);
        foreach (var everywhere in new[] { RuleCommands.Everywhere, RuleCommands.EverywhereV6 })
        {
            yield return $"aws ec2 revoke-security-group-egress --region {region} --group-id \"$shut\" --ip-permissions '{everywhere}' >/dev/null 2>&1 || :";
            yield return $"aws ec2 authorize-security-group-egress --region {region} --group-id \"$open\" --ip-permissions '{everywhere}' >/dev/null 2>&1 || :";
            yield return $"aws ec2 authorize-security-group-ingress --region {region} --group-id \"$open\" --ip-permissions '{everywhere}' >/dev/null 2>&1 || :";
        }

        yield return $"test \"$(aws ec2 describe-security-groups --region {region} --group-ids \"$shut\" --query 'length(SecurityGroups[0].[IpPermissions,IpPermissionsEgress][])' --output text)\" = 0 "
            + "|| { failed=1; echo 'The group that should admit nothing has rules: see its rules.' >&2; }";
        foreach (var group in new[] { "open", "shut" })
        {
            foreach (var networkInterface in interfaces)
                yield return Place(region, networkInterface, [$"\"${group}\""]);
            if (group == "open")
                yield return "sleep 10";
        }

        yield return $"aws ec2 delete-security-group --region {region} --group-id \"$open\" >/dev/null || failed=1";
    }

    private static IEnumerable<string> ReleaseIn(string region, string vpcId, string instanceId, List<NetworkInterface> interfaces)
    {
        foreach (var networkInterface in interfaces.Where(networkInterface => !networkInterface.GroupIds.IsEmpty))
        {
            yield return Place(region, networkInterface, networkInterface.GroupIds.Select(RuleCommands.Quote));
        }

        yield return $"shut=$({Lookup(region, vpcId, NameOf(instanceId, ""))}); "
            + $"case $shut in sg-*) aws ec2 delete-security-group --region {region} --group-id \"$shut\" >/dev/null || failed=1;; esac";
    }

    /// <summary>Makes the group, or finds the one that an earlier paste made.</summary>
    private static string Group(string variable, string suffix, string description, string region, string vpcId, string instanceId)
    {
        var name = NameOf(instanceId, suffix);
        return $"{variable}=$(aws ec2 create-security-group --region {region} --vpc-id {RuleCommands.Quote(vpcId)} --group-name {name} --description '{description}' "
            + $"--query GroupId --output text 2>/dev/null || {Lookup(region, vpcId, name)}) || failed=1";
    }

    /// <summary>The line that gives an interface these groups, each as a shell takes it.</summary>
    internal static string Place(string region, NetworkInterface networkInterface, IEnumerable<string> groups) =>
        $"aws ec2 modify-network-interface-attribute --region {region} --network-interface-id {RuleCommands.Quote(networkInterface.Id)} --groups {string.Join(' ', groups)} || failed=1";

    /// <summary>The command that prints the id of a group of this name, which is to be quoted, or <c>None</c>.</summary>
    internal static string Lookup(string region, string vpcId, string name) =>
        $"aws ec2 describe-security-groups --region {region} --filters Name=vpc-id,Values={RuleCommands.Quote(vpcId)} Name=group-name,Values={name} "
        + "--query 'SecurityGroups[0].GroupId' --output text";

    private static string NameOf(string instanceId, string suffix) => RuleCommands.Quote($"isolated-{instanceId}{suffix}");
}
