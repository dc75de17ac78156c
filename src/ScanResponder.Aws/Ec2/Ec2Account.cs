using System.Collections.Immutable;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using ScanResponder.Accounts;
using ScanResponder.Evidence;
using ScanResponder.Network;
using ScanResponder.Triggers;
using FlowLog = ScanResponder.Evidence.FlowLog;
using Instance = ScanResponder.Network.Instance;
using NetworkAcl = ScanResponder.Network.NetworkAcl;
using NetworkInterface = ScanResponder.Network.NetworkInterface;
using PrefixList = ScanResponder.Network.PrefixList;
using RouteTable = ScanResponder.Network.RouteTable;
using SecurityGroup = ScanResponder.Network.SecurityGroup;
using Vpc = ScanResponder.Network.Vpc;

namespace ScanResponder.Aws.Ec2;

/// <summary>One Region of one AWS account, through its EC2 API, and its event history.</summary>
/// <param name="ec2">A client for that Region with that account's credentials.</param>
/// <param name="isComplete">False where nobody knows whose the credentials are.</param>
public sealed class Ec2Account(IAmazonEC2 ec2, bool isComplete = true) : IAccount, IFlowLogDirectory, IEventHistory, IInventory
{
    private const int PageSize = 1000;
    private const int PrefixListPageSize = 100;
    private const int RouteTablePageSize = 100;
    private const int MostValuesOfOneFilter = 200;

    /// <summary>Where the account's calls are looked up; null for nowhere.</summary>
    internal IEventHistory? History { get; init; }

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> CallsAboutAsync(string groupId, CancellationToken cancellationToken) =>
        History?.CallsAboutAsync(groupId, cancellationToken) ?? Task.FromResult(ImmutableArray<string>.Empty);

    /// <summary>The role of a member account that asks, as an error names it; null where the function's own does.</summary>
    internal string? Role { get; init; }

    /// <summary>What the account is called; null where nobody is asked.</summary>
    internal Func<CancellationToken, Task<string?>>? Name { get; init; }

    /// <inheritdoc/>
    public Task<string?> AccountNameAsync(CancellationToken cancellationToken) =>
        Name?.Invoke(cancellationToken) ?? Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public bool IsComplete => isComplete;

    /// <inheritdoc/>
    public Task<Inventory> InventoryAsync(
        AwsScope scope, IReadOnlyCollection<string> prefixLists, IProgress<int>? progress, CancellationToken cancellationToken) =>
        new Ec2Inventory(ec2, this, progress).ReadAsync(scope, prefixLists, cancellationToken);

    /// <inheritdoc/>
    public async Task<Instance?> FindInstanceAsync(string instanceId, CancellationToken cancellationToken)
    {
        var call = Call("ec2:DescribeInstances", $"describe instance {instanceId}", instanceId);
        var reservations = await AllPagesAsync(
            call,
            token => ec2.DescribeInstancesAsync(
                new() { Filters = [new("instance-id", [instanceId])], MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.Reservations, page.NextToken),
            cancellationToken);
        return reservations.SelectMany(reservation => reservation.Instances ?? []).Select(Ec2Shapes.InstanceOf).FirstOrDefault();
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> InterfacesOfInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        InterfacesAsync("attachment.instance-id", [instanceId], $"list the network interfaces of {instanceId}", cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> FindInterfaceAsync(string interfaceId, CancellationToken cancellationToken) =>
        InterfacesAsync("network-interface-id", [interfaceId], $"describe {interfaceId}", cancellationToken);

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> GroupIdsCitingAsync(string prefixListId, CancellationToken cancellationToken)
    {
        var groups = await AllPagesAsync(
            Call("ec2:DescribeSecurityGroups", $"find the security groups that cite {prefixListId}", prefixListId),
            token => ec2.DescribeSecurityGroupsAsync(new() { MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.SecurityGroups, page.NextToken),
            cancellationToken);
        return
        [
            .. groups.Where(group => (group.IpPermissions ?? []).SelectMany(permission => permission.PrefixListIds ?? []).Any(list => list.Id == prefixListId))
                .Select(group => group.GroupId)
                .Distinct(),
        ];
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> InterfacesUsingGroupsAsync(
        IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        InterfacesAsync("group-id", groupIds, $"list the network interfaces that use {Ids(groupIds)}", cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> InterfacesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        InterfacesAsync("addresses.private-ip-address", addresses, $"find the network interface of {string.Join(", ", addresses)}", cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> LoadBalancersAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) => InterfacesAsync(
        "vpc-id", vpcIds, $"find the network load balancers of {Ids(vpcIds)}", cancellationToken, new Filter("description", ["ELB net/*"]));

    /// <inheritdoc/>
    public async Task<ImmutableArray<Instance>> InstancesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        var call = Call("ec2:DescribeInstances", $"find the instance of {string.Join(", ", addresses)}", null);
        var batches = await Task.WhenAll(addresses.Distinct().Chunk(MostValuesOfOneFilter).Select(batch => AllPagesAsync(
            call,
            token => ec2.DescribeInstancesAsync(
                new() { Filters = [new("private-ip-address", [.. batch])], MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.Reservations, page.NextToken),
            cancellationToken)));
        return [.. batches.SelectMany(batch => batch).SelectMany(reservation => reservation.Instances ?? []).DistinctBy(shape => shape.InstanceId).Select(Ec2Shapes.InstanceOf)];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Instance>> SomeInstancesUsingGroupsAsync(
        IReadOnlyCollection<string> groupIds, int most, CancellationToken cancellationToken)
    {
        var call = Call("ec2:DescribeInstances", $"name the instances that use {Ids(groupIds)}", null);
        var pages = await Task.WhenAll(groupIds.Distinct().Chunk(MostValuesOfOneFilter).Select(batch => AwsErrors.AskAsync(
            "EC2",
            call,
            () => ec2.DescribeInstancesAsync(new() { Filters = [new("instance.group-id", [.. batch])], MaxResults = most }, cancellationToken),
            cancellationToken)));
        return
        [
            .. pages.SelectMany(page => page.Reservations ?? [])
                .SelectMany(reservation => reservation.Instances ?? [])
                .DistinctBy(shape => shape.InstanceId)
                .Select(Ec2Shapes.InstanceOf)
                .Take(most),
        ];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<SecurityGroup>> GroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        var resource = groupIds.Count == 1 ? groupIds.First() : null;
        var describeGroups = Call("ec2:DescribeSecurityGroups", $"describe {Ids(groupIds)}", resource);
        var describeRules = Call("ec2:DescribeSecurityGroupRules", $"list the rules of {Ids(groupIds)}", resource);
        var batches = groupIds.Distinct().Chunk(MostValuesOfOneFilter).ToList();

        var groups = Task.WhenAll(batches.Select(batch => AllPagesAsync(
            describeGroups,
            token => ec2.DescribeSecurityGroupsAsync(
                new() { Filters = [new("group-id", [.. batch])], MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.SecurityGroups, page.NextToken),
            cancellationToken)));
        var rules = Task.WhenAll(batches.Select(batch => AllPagesAsync(
            describeRules,
            token => ec2.DescribeSecurityGroupRulesAsync(
                new() { Filters = [new("group-id", [.. batch])], MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.SecurityGroupRules, page.NextToken),
            cancellationToken)));
        await Task.WhenAll(groups, rules);

        var rulesOf = (await rules).SelectMany(batch => batch).ToLookup(rule => rule.GroupId);
        var shapes = (await groups).SelectMany(batch => batch).DistinctBy(group => group.GroupId).ToDictionary(group => group.GroupId);
        return [.. groupIds.Distinct().Where(shapes.ContainsKey).Select(id => Ec2Shapes.GroupOf(shapes[id], rulesOf[id]))];
    }

    /// <inheritdoc/>
    public async Task<Vpc?> FindVpcAsync(string vpcId, CancellationToken cancellationToken)
    {
        var call = Call("ec2:DescribeVpcs", $"describe {vpcId}", vpcId);
        var vpcs = await AllPagesAsync(
            call,
            token => ec2.DescribeVpcsAsync(
                new() { Filters = [new("vpc-id", [vpcId])], MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.Vpcs, page.NextToken),
            cancellationToken);
        return vpcs.FirstOrDefault() is { } shape ? Understood(call, () => Ec2Shapes.VpcOf(shape)) : null;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<RouteTable>> RouteTablesAsync(
        IReadOnlyCollection<string> subnetIds, IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken)
    {
        // No filter finds both, and all the tables of a VPC may be hundreds.
        return await RouteTablesAsync(
            [.. subnetIds, .. vpcIds],
            [
                .. subnetIds.Distinct().Chunk(MostValuesOfOneFilter).Select(batch => new[] { new Filter("association.subnet-id", [.. batch]) }),
                .. vpcIds.Distinct().Chunk(MostValuesOfOneFilter).Select(batch => new[] { new Filter("vpc-id", [.. batch]), new Filter("association.main", ["true"]) }),
            ],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<RouteTable>> RouteTablesOfVpcsAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) => RouteTablesAsync(
        vpcIds, [.. vpcIds.Distinct().Chunk(MostValuesOfOneFilter).Select(batch => new[] { new Filter("vpc-id", [.. batch]) })], cancellationToken);

    private async Task<ImmutableArray<RouteTable>> RouteTablesAsync(
        IReadOnlyCollection<string> of, IEnumerable<Filter[]> questions, CancellationToken cancellationToken)
    {
        var call = Call("ec2:DescribeRouteTables", $"read the routes of {Ids(of)}", null);
        var shapes = await Task.WhenAll(questions.Select(FindAsync));
        return Understood(call, () => shapes
            .SelectMany(batch => batch)
            .DistinctBy(shape => shape.RouteTableId)
            .Select(Ec2Shapes.RouteTableOf)
            .ToImmutableArray());

        Task<List<Amazon.EC2.Model.RouteTable>> FindAsync(Filter[] filters) => AllPagesAsync(
            call,
            token => ec2.DescribeRouteTablesAsync(
                new() { Filters = [.. filters], MaxResults = RouteTablePageSize, NextToken = token }, cancellationToken),
            page => (page.RouteTables, page.NextToken),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<NetworkAcl>> NetworkAclsAsync(IReadOnlyCollection<string> subnetIds, CancellationToken cancellationToken)
    {
        var resource = subnetIds.Count == 1 ? subnetIds.First() : null;
        var call = Call("ec2:DescribeNetworkAcls", $"read the network ACLs of {Ids(subnetIds)}", resource);
        var batches = await Task.WhenAll(subnetIds.Distinct().Chunk(MostValuesOfOneFilter).Select(batch => AllPagesAsync(
            call,
            token => ec2.DescribeNetworkAclsAsync(
                new() { Filters = [new("association.subnet-id", [.. batch])], MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.NetworkAcls, page.NextToken),
            cancellationToken)));
        return Understood(call, () => batches
            .SelectMany(batch => batch)
            .DistinctBy(shape => shape.NetworkAclId)
            .Select(Ec2Shapes.NetworkAclOf)
            .ToImmutableArray());
    }

    /// <inheritdoc/>
    public async Task<PublicAccessBlock> PublicAccessBlockAsync(CancellationToken cancellationToken)
    {
        var options = AwsErrors.AskAsync(
            "EC2",
            Call("ec2:DescribeVpcBlockPublicAccessOptions", "read VPC Block Public Access", null),
            () => ec2.DescribeVpcBlockPublicAccessOptionsAsync(new(), cancellationToken),
            cancellationToken);
        var exclusions = AllPagesAsync(
            Call("ec2:DescribeVpcBlockPublicAccessExclusions", "read the exclusions of VPC Block Public Access", null),
            token => ec2.DescribeVpcBlockPublicAccessExclusionsAsync(new() { MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.VpcBlockPublicAccessExclusions, page.NextToken),
            cancellationToken);
        await Task.WhenAll(options, exclusions);
        var option = (await options).VpcBlockPublicAccessOptions;
        return new(
            option?.InternetGatewayBlockMode?.Value ?? PublicAccessBlock.Off.Mode,
            option?.State?.Value is "update-in-progress",
            [
                .. (await exclusions).Select(exclusion => PublicAccessBlock.Exemption(exclusion.InternetGatewayExclusionMode?.Value, exclusion.State?.Value, exclusion.ResourceArn))
                    .OfType<string>(),
            ]);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> AssociatedVpcIdsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        var call = Call("ec2:DescribeSecurityGroupVpcAssociations", $"list the VPCs that {Ids(groupIds)} are associated with", null);
        var batches = await Task.WhenAll(groupIds.Distinct().Chunk(MostValuesOfOneFilter).Select(batch => AllPagesAsync(
            call,
            token => ec2.DescribeSecurityGroupVpcAssociationsAsync(
                new() { Filters = [new("group-id", [.. batch])], MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.SecurityGroupVpcAssociations, page.NextToken),
            cancellationToken)));
        return [.. batches.SelectMany(batch => batch).Where(one => one.State?.Value is null or "associating" or "associated").Select(one => one.VpcId).OfType<string>().Distinct()];
    }

    /// <inheritdoc/>
    public async Task<PrefixList> PrefixListAsync(string prefixListId, CancellationToken cancellationToken)
    {
        var call = Call("ec2:GetManagedPrefixListEntries", $"read the entries of {prefixListId}", prefixListId);
        var entries = await AllPagesAsync(
            call,
            token => ec2.GetManagedPrefixListEntriesAsync(
                new() { PrefixListId = prefixListId, MaxResults = PrefixListPageSize, NextToken = token }, cancellationToken),
            page => (page.Entries, page.NextToken),
            cancellationToken);
        return Understood(call, () => new PrefixList(prefixListId, [.. entries.Select(entry => Cidr.Parse(entry.Cidr)).Distinct()]));
    }

    /// <inheritdoc/>
    public async Task<(long Version, bool IsChanging)?> PrefixListVersionAsync(string prefixListId, CancellationToken cancellationToken)
    {
        var lists = await AllPagesAsync(
            Call("ec2:DescribeManagedPrefixLists", $"ask which version {prefixListId} is in", prefixListId),
            token => ec2.DescribeManagedPrefixListsAsync(
                new() { Filters = [new("prefix-list-id", [prefixListId])], MaxResults = PrefixListPageSize, NextToken = token }, cancellationToken),
            page => (page.PrefixLists, page.NextToken),
            cancellationToken);
        return lists.FirstOrDefault(list => list.PrefixListId == prefixListId) is { Version: { } version } list
            ? (version, list.State?.Value.EndsWith("-in-progress", StringComparison.Ordinal) is true)
            : null;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<IngressRule>> AuthorizeAsync(
        string groupId, IReadOnlyCollection<RuleDraft> rules, TagSet tags, bool dryRun, CancellationToken cancellationToken)
    {
        Something(rules);
        var call = Call(
            "ec2:AuthorizeSecurityGroupIngress", $"add {Count(rules)} to {groupId}", groupId, $"security-group/{groupId}");
        var request = new AuthorizeSecurityGroupIngressRequest
        {
            GroupId = groupId,
            IpPermissions = Ec2Shapes.PermissionsOf(rules),
            TagSpecifications = tags.Count == 0
                ? null
                : [new TagSpecification { ResourceType = ResourceType.SecurityGroupRule, Tags = Ec2Shapes.TagShapesOf(tags) }],
            DryRun = dryRun ? true : null,
        };
        var added = await EditAsync(
            call, () => ec2.AuthorizeSecurityGroupIngressAsync(request, cancellationToken), dryRun, cancellationToken);

        var descriptions = rules.Where(draft => draft.Description is not null)
            .DistinctBy(draft => (draft.Traffic, draft.Source.ToString()))
            .ToDictionary(draft => (draft.Traffic, draft.Source.ToString()), draft => draft.Description!);
        return [.. (added?.SecurityGroupRules ?? []).Select(shape => Ec2Shapes.RuleOf(shape, descriptions)).Select(WithTags)];

        // The answer may leave out what was asked for a moment ago.
        IngressRule WithTags(IngressRule rule) => rule.Tags.Count == 0 ? rule with { Tags = tags } : rule;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Permission>> RevokeAsync(
        string groupId, IReadOnlyCollection<Permission> permissions, bool dryRun, CancellationToken cancellationToken)
    {
        Something(permissions);
        var call = Call(
            "ec2:RevokeSecurityGroupIngress", $"remove {Count(permissions)} from {groupId}", groupId, $"security-group/{groupId}");
        var request = new RevokeSecurityGroupIngressRequest
        {
            GroupId = groupId,
            IpPermissions = Ec2Shapes.PermissionsOf(permissions.Select(permission => new RuleDraft(permission.Traffic, permission.Source, null))),
            DryRun = dryRun ? true : null,
        };
        var answer = await EditAsync(call, () => ec2.RevokeSecurityGroupIngressAsync(request, cancellationToken), dryRun, cancellationToken);
        return Understood(call, () => Ec2Shapes.Among(permissions, answer?.UnknownIpPermissions));
    }

    /// <inheritdoc/>
    public async Task TagRulesAsync(IReadOnlyCollection<string> ruleIds, TagSet tags, CancellationToken cancellationToken)
    {
        if (ruleIds.Count == 0 || tags.Count == 0)
            return;
        var resource = ruleIds.Count == 1 ? ruleIds.First() : null;
        var call = Call("ec2:CreateTags", $"tag {Ids(ruleIds)}", resource, "security-group-rule/*");
        var request = new CreateTagsRequest { Resources = [.. ruleIds.Distinct()], Tags = Ec2Shapes.TagShapesOf(tags) };
        await EditAsync(call, () => ec2.CreateTagsAsync(request, cancellationToken), dryRun: false, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<FlowLog>> FlowLogsAsync(IReadOnlyCollection<string> resourceIds, CancellationToken cancellationToken)
    {
        var call = Call("ec2:DescribeFlowLogs", $"list the flow logs of {Ids(resourceIds)}", null);
        var shapes = await AllPagesAsync(
            call,
            token => ec2.DescribeFlowLogsAsync(
                new() { Filter = [new("resource-id", [.. resourceIds])], MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.FlowLogs, page.NextToken),
            cancellationToken);
        var order = resourceIds.ToList();
        return
        [
            .. shapes.Where(shape => shape.FlowLogStatus is null or "ACTIVE")
                .OrderBy(shape => order.IndexOf(shape.ResourceId))
                .Select(Ec2Shapes.FlowLogOf),
        ];
    }

    private async Task<ImmutableArray<NetworkInterface>> InterfacesAsync(
        string filter, IReadOnlyCollection<string> values, string doing, CancellationToken cancellationToken, params Filter[] others)
    {
        var call = Call("ec2:DescribeNetworkInterfaces", doing, values.Count == 1 ? values.First() : null);
        var batches = await Task.WhenAll(values.Distinct().Chunk(MostValuesOfOneFilter).Select(batch => AllPagesAsync(
            call,
            token => ec2.DescribeNetworkInterfacesAsync(
                new() { Filters = [new(filter, [.. batch]), .. others], MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.NetworkInterfaces, page.NextToken),
            cancellationToken)));
        return [.. batches.SelectMany(batch => batch).DistinctBy(shape => shape.NetworkInterfaceId).Select(Ec2Shapes.InterfaceOf)];
    }

    /// <summary>A page may be empty and still not be the last one.</summary>
    private static async Task<List<TItem>> AllPagesAsync<TPage, TItem>(
        AwsCall call,
        Func<string?, Task<TPage>> ask,
        Func<TPage, (List<TItem>? Items, string? Next)> read,
        CancellationToken cancellationToken)
    {
        List<TItem> all = [];
        string? next = null;
        do
        {
            var token = next;
            (var items, next) = read(await AwsErrors.AskAsync("EC2", call, () => ask(token), cancellationToken));
            all.AddRange(items ?? []);
        }
        while (!string.IsNullOrEmpty(next));

        return all;
    }

    /// <summary>EC2 answers a dry run that would have succeeded with an error: then there is no response.</summary>
    private static async Task<TResponse?> EditAsync<TResponse>(
        AwsCall call, Func<Task<TResponse>> ask, bool dryRun, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse
    {
        try
        {
            return await AwsErrors.AskAsync("EC2", call, ask, cancellationToken);
        }
        catch (AccountException refused) when (dryRun && refused.InnerException is AmazonServiceException { ErrorCode: "DryRunOperation" })
        {
            return null;
        }
    }

    private AwsCall Call(string action, string doing, string? resource, string grantOn = "*") => new(action, doing, resource, grantOn) { MemberRole = Role };

    private static T Understood<T>(AwsCall call, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException error)
        {
            throw new AccountException(
                AccountErrorKind.Unavailable,
                call.Action,
                call.Resource,
                $"Could not {call.Doing}: EC2's answer could not be understood ({AwsErrors.Quote(error.Message)}).",
                error);
        }
    }

    private static void Something<T>(IReadOnlyCollection<T> rules)
    {
        // EC2 does not refuse a request that names no rule, and the caller would take the answer for a change.
        if (rules.Count == 0)
            throw new ArgumentException("There must be at least one rule.", nameof(rules));
    }

    private static string Count<T>(IReadOnlyCollection<T> rules) => rules.Count == 1 ? "a rule" : $"{rules.Count} rules";

    private static string Ids(IReadOnlyCollection<string> ids) =>
        ids.Count <= 5 ? string.Join(", ", ids) : $"{string.Join(", ", ids.Take(4))} and {ids.Count - 4} more";
}
