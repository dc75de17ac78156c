using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Accounts;

/// <summary>
/// One Region of one AWS account, as far as the responder looks at it and edits it. Every member is one API call, or a few in parallel, and
/// asks by filters: what does not exist is left out of the answer and is no error.
/// </summary>
/// <remarks>
/// Every member throws <see cref="AccountException"/> where the account does not answer as asked, and
/// <see cref="OperationCanceledException"/> where the caller gave up.
/// </remarks>
public interface IAccount
{
    /// <summary>The instance, or null where the account knows none of that id.</summary>
    Task<Instance?> FindInstanceAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>The interfaces attached to the instance.</summary>
    Task<ImmutableArray<NetworkInterface>> InterfacesOfInstanceAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Every interface that carries one of the groups, whatever it serves.</summary>
    Task<ImmutableArray<NetworkInterface>> InterfacesUsingGroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken);

    /// <summary>The groups with all their inbound rules, with the rules' ids, descriptions and tags.</summary>
    Task<ImmutableArray<SecurityGroup>> GroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken);

    /// <summary>The VPC with the blocks that are associated with it, or null.</summary>
    Task<Vpc?> FindVpcAsync(string vpcId, CancellationToken cancellationToken);

    /// <summary>The prefix list in its current version.</summary>
    Task<PrefixList> PrefixListAsync(string prefixListId, CancellationToken cancellationToken);

    /// <summary>
    /// Adds inbound rules to a group, all or none, and puts <paramref name="tags"/> on each of them. With <paramref name="dryRun"/> nothing is
    /// added: the call returns an empty list where the rules could have been added, and throws what the real call would have thrown.
    /// </summary>
    /// <returns>The rules as they were added, with their ids, in no particular order.</returns>
    Task<ImmutableArray<IngressRule>> AuthorizeAsync(
        string groupId, IReadOnlyCollection<RuleDraft> rules, TagSet tags, bool dryRun, CancellationToken cancellationToken);

    /// <summary>
    /// Removes inbound rules from a group by their ids, all or none. With <paramref name="dryRun"/> nothing is removed.
    /// </summary>
    Task RevokeAsync(string groupId, IReadOnlyCollection<string> ruleIds, bool dryRun, CancellationToken cancellationToken);

    /// <summary>Puts tags on rules, beside those they have.</summary>
    Task TagRulesAsync(IReadOnlyCollection<string> ruleIds, TagSet tags, CancellationToken cancellationToken);
}
