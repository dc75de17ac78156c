using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Accounts;

/// <summary>
/// One Region of one AWS account, as far as the responder looks at it and edits it. Every member is one API call, or a few in parallel, and
/// asks by filters: what does not exist is left out of the answer and is no error.
/// </summary>
/// <remarks>
/// Every member throws <see cref="AccountException"/> where the account does not answer as asked, and
/// <see cref="OperationCanceledException"/> where the caller gave up. A rule that cannot be understood is an error that names it
/// (<see cref="AccountErrorKind.Unavailable"/>), never a rule that is missing from the answer.
/// </remarks>
public interface IAccount
{
    /// <summary>
    /// True where it is certain that all of the account and Region is here, so that what is not found does not exist; false where this may be another account
    /// or a part of one.
    /// </summary>
    bool IsComplete => true;

    /// <summary>
    /// What people call the account; null where it has no name, or nobody may know or says. Never throws but where the caller gave up.
    /// </summary>
    Task<string?> AccountNameAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>The instance, or null where the account knows none of that id.</summary>
    Task<Instance?> FindInstanceAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>The interfaces attached to the instance.</summary>
    Task<ImmutableArray<NetworkInterface>> InterfacesOfInstanceAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>The interface of that id; empty where the account knows none.</summary>
    Task<ImmutableArray<NetworkInterface>> FindInterfaceAsync(string interfaceId, CancellationToken cancellationToken);

    /// <summary>The ids of the groups with an inbound rule that cites the prefix list.</summary>
    Task<ImmutableArray<string>> GroupIdsCitingAsync(string prefixListId, CancellationToken cancellationToken);

    /// <summary>Every interface that carries one of the groups, whatever it serves.</summary>
    Task<ImmutableArray<NetworkInterface>> InterfacesUsingGroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken);

    /// <summary>Every interface, in whatever VPC of the Region, that has one of these private IPv4 addresses.</summary>
    Task<ImmutableArray<NetworkInterface>> InterfacesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken);

    /// <summary>The interfaces of network load balancers in these VPCs.</summary>
    Task<ImmutableArray<NetworkInterface>> LoadBalancersAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken);

    /// <summary>Every instance, in whatever VPC of the Region, whose primary private IPv4 address is one of these.</summary>
    Task<ImmutableArray<Instance>> InstancesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken);

    /// <summary>
    /// Some of the instances whose own groups are among these, in no particular order: enough to call a few by their names, never all of them.
    /// </summary>
    /// <param name="groupIds">The groups.</param>
    /// <param name="most">How many to ask for, at least 5; the answer may hold fewer than there are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ImmutableArray<Instance>> SomeInstancesUsingGroupsAsync(
        IReadOnlyCollection<string> groupIds, int most, CancellationToken cancellationToken);

    /// <summary>
    /// The groups, in the order they were asked for, with all their inbound rules and the rules' ids, descriptions and tags.
    /// </summary>
    Task<ImmutableArray<SecurityGroup>> GroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken);

    /// <summary>The VPC with the blocks that are associated with it, or null.</summary>
    Task<Vpc?> FindVpcAsync(string vpcId, CancellationToken cancellationToken);

    /// <summary>The route tables that these subnets name, and the main tables of these VPCs, which serve subnets that name none.</summary>
    Task<ImmutableArray<RouteTable>> RouteTablesAsync(
        IReadOnlyCollection<string> subnetIds, IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken);

    /// <summary>All route tables of these VPCs.</summary>
    Task<ImmutableArray<RouteTable>> RouteTablesOfVpcsAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken);

    /// <summary>The network ACLs that guard these subnets; each subnet has one.</summary>
    Task<ImmutableArray<NetworkAcl>> NetworkAclsAsync(IReadOnlyCollection<string> subnetIds, CancellationToken cancellationToken);

    /// <summary>VPC Block Public Access of the Region.</summary>
    Task<PublicAccessBlock> PublicAccessBlockAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The VPCs beside their own with which the groups are associated.
    /// <see href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html"/>.
    /// </summary>
    Task<ImmutableArray<string>> AssociatedVpcIdsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken);

    /// <summary>The prefix list in its current version.</summary>
    /// <exception cref="AccountException"><see cref="AccountErrorKind.NotFound"/>: the account can see no such list.</exception>
    Task<PrefixList> PrefixListAsync(string prefixListId, CancellationToken cancellationToken);

    /// <summary>
    /// The version that the prefix list is in, and whether a change of it is under way; null where nobody knows.
    /// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ManagedPrefixList.html"/>.
    /// </summary>
    Task<(long Version, bool IsChanging)?> PrefixListVersionAsync(string prefixListId, CancellationToken cancellationToken) =>
        Task.FromResult<(long, bool)?>(null);

    /// <summary>
    /// Adds inbound rules to a group, all or none, and puts <paramref name="tags"/> on each of them. With <paramref name="dryRun"/> nothing is
    /// added: the call returns an empty list where the permission is there and throws where it is not. EC2 does not promise that a dry run
    /// finds any other fault of the request.
    /// </summary>
    /// <returns>The rules as they were added, with their ids, in no particular order.</returns>
    /// <exception cref="ArgumentException">There are no rules.</exception>
    Task<ImmutableArray<IngressRule>> AuthorizeAsync(
        string groupId, IReadOnlyCollection<RuleDraft> rules, TagSet tags, bool dryRun, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the inbound rules with exactly these permissions from a group, whatever their ids and descriptions: a rule that somebody has turned into
    /// another one meanwhile is not hit. With <paramref name="dryRun"/> nothing is removed.
    /// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html"/>.
    /// </summary>
    /// <returns>The permissions that no rule has; in a default VPC EC2 removes the others all the same.</returns>
    /// <exception cref="AccountException">
    /// <see cref="AccountErrorKind.NotFound"/>: no rule has one of the permissions, and nothing was removed; so EC2 answers in every other VPC.
    /// </exception>
    /// <exception cref="ArgumentException">There are no permissions, which EC2 would take without a word.</exception>
    Task<ImmutableArray<Permission>> RevokeAsync(string groupId, IReadOnlyCollection<Permission> permissions, bool dryRun, CancellationToken cancellationToken);

    /// <summary>
    /// Puts tags on rules, beside those they have; keys that begin with <c>aws:</c> are AWS's own and refused. No rules or no tags is nothing to
    /// do.
    /// </summary>
    Task TagRulesAsync(IReadOnlyCollection<string> ruleIds, TagSet tags, CancellationToken cancellationToken);
}
