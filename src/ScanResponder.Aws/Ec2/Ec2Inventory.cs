using System.Collections.Concurrent;
using System.Collections.Immutable;
using Amazon.EC2;
using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Triggers;
using PrefixList = ScanResponder.Network.PrefixList;
using RouteTable = ScanResponder.Network.RouteTable;
using SecurityGroup = ScanResponder.Network.SecurityGroup;

namespace ScanResponder.Aws.Ec2;

/// <summary>Reads all of a Region: every list side by side, each in pages as full as EC2 gives them, and then the prefix lists that are named.</summary>
/// <param name="ec2">A client for that Region with that account's credentials.</param>
/// <param name="account">The same Region, for its prefix lists.</param>
/// <param name="progress">Told how many things were read so far; may be null.</param>
internal sealed class Ec2Inventory(IAmazonEC2 ec2, IAccount account, IProgress<int>? progress)
{
    private const int PageSize = 1000;
    private const int RouteTablePageSize = 100;

    // EC2 lets an account ask some twenty times a second for such lists, and others ask too.
    private const int ListsAtOnce = 4;

    private readonly ConcurrentQueue<AccountException> _failures = [];
    private int _read;

    internal async Task<Inventory> ReadAsync(AwsScope scope, IReadOnlyCollection<string> prefixLists, CancellationToken cancellationToken)
    {
        var groups = GroupsAsync(cancellationToken);
        var interfaces = PagesAsync(
            new("ec2:DescribeNetworkInterfaces", $"list the network interfaces of {scope.Region}", null),
            token => ec2.DescribeNetworkInterfacesAsync(new() { MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.NetworkInterfaces, page.NextToken),
            Ec2Shapes.InterfaceOf,
            cancellationToken);
        var instances = PagesAsync(
            new("ec2:DescribeInstances", $"list the instances of {scope.Region}", null),
            token => ec2.DescribeInstancesAsync(new() { MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => ((page.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? []).ToList(), page.NextToken),
            Ec2Shapes.InstanceOf,
            cancellationToken);
        var vpcs = PagesAsync(
            new("ec2:DescribeVpcs", $"list the VPCs of {scope.Region}", null),
            token => ec2.DescribeVpcsAsync(new() { MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.Vpcs, page.NextToken),
            Ec2Shapes.VpcOf,
            cancellationToken);
        var subnets = PagesAsync(
            new("ec2:DescribeSubnets", $"list the subnets of {scope.Region}", null),
            token => ec2.DescribeSubnetsAsync(new() { MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.Subnets, page.NextToken),
            Ec2Shapes.SubnetOf,
            cancellationToken);
        var tables = PagesAsync(
            new("ec2:DescribeRouteTables", $"list the route tables of {scope.Region}", null),
            token => ec2.DescribeRouteTablesAsync(new() { MaxResults = RouteTablePageSize, NextToken = token }, cancellationToken),
            page => (page.RouteTables, page.NextToken),
            Ec2Shapes.RouteTableOf,
            cancellationToken);
        var acls = PagesAsync(
            new("ec2:DescribeNetworkAcls", $"list the network ACLs of {scope.Region}", null),
            token => ec2.DescribeNetworkAclsAsync(new() { MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.NetworkAcls, page.NextToken),
            Ec2Shapes.NetworkAclOf,
            cancellationToken);
        var block = BlockAsync(scope, cancellationToken);
        var lists = await ListsAsync(await groups, await tables, prefixLists, cancellationToken);
        return new(scope)
        {
            Groups = await groups,
            Interfaces = Distinct(await interfaces, one => one.Id),
            Instances = Distinct(await instances, instance => instance.Id),
            Vpcs = await vpcs,
            Subnets = await subnets,
            RouteTables = await tables,
            NetworkAcls = await acls,
            PublicAccess = (await block).Block,
            PrefixLists = lists,
            Failures = [.. _failures],
            Notes = [.. (await block).Note is { } note ? [note] : Array.Empty<string>()],
        };
    }

    /// <summary>What it stops is not reachable, and what is open is open all the same: an audit without it is a whole one, and says so.</summary>
    private async Task<(PublicAccessBlock? Block, string? Note)> BlockAsync(AwsScope scope, CancellationToken cancellationToken)
    {
        try
        {
            return (await account.PublicAccessBlockAsync(cancellationToken), null);
        }
        catch (AccountException exception)
        {
            return (null, $"Whether VPC Block Public Access is on in {scope.Region} of {scope.AccountId} is not known. {exception.Message}");
        }
    }

    private async Task<ImmutableArray<SecurityGroup>?> GroupsAsync(CancellationToken cancellationToken)
    {
        var reading = PagesAsync(
            new("ec2:DescribeSecurityGroups", "list the security groups", null),
            token => ec2.DescribeSecurityGroupsAsync(new() { MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.SecurityGroups, page.NextToken),
            shape => shape,
            cancellationToken);
        var listing = PagesAsync(
            new("ec2:DescribeSecurityGroupRules", "list the security-group rules", null),
            token => ec2.DescribeSecurityGroupRulesAsync(new() { MaxResults = PageSize, NextToken = token }, cancellationToken),
            page => (page.SecurityGroupRules, page.NextToken),
            shape => shape,
            cancellationToken);
        var (described, listed) = (await reading, await listing);
        if (described is not { } shapes || listed is not { } rules)
            return null;
        var rulesOf = rules.DistinctBy(rule => rule.SecurityGroupRuleId).ToLookup(rule => rule.GroupId);
        var groups = ImmutableArray.CreateBuilder<SecurityGroup>(shapes.Length);
        foreach (var shape in shapes.DistinctBy(group => group.GroupId))
        {
            try
            {
                groups.Add(Ec2Shapes.GroupOf(shape, rulesOf[shape.GroupId]));
            }
            catch (AccountException exception)
            {
                // A rule that is left out could be the very one that lets the world in: nothing is said about that group, and everything about the others.
                _failures.Enqueue(exception);
            }
        }

        return groups.ToImmutable();
    }

    /// <summary>The lists that may let somebody in or lead somewhere. The addresses of S3 and DynamoDB, to which gateway endpoints lead, do not.</summary>
    private async Task<Dictionary<string, PrefixList>> ListsAsync(
        ImmutableArray<SecurityGroup>? groups, ImmutableArray<RouteTable>? tables, IEnumerable<string> others, CancellationToken cancellationToken)
    {
        var ids = (groups ?? []).SelectMany(group => group.Rules).Select(rule => rule.Source).OfType<RuleSource.PrefixList>().Select(list => list.Id)
            .Concat((tables ?? []).SelectMany(table => table.Routes).Where(route => !route.IsToAwsService).Select(route => route.Destination).OfType<RouteDestination.PrefixList>().Select(list => list.Id))
            .Concat(others)
            .Distinct();
        var found = new ConcurrentDictionary<string, PrefixList>();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = ListsAtOnce, CancellationToken = cancellationToken }, async (id, token) =>
        {
            try
            {
                found[id] = await account.PrefixListAsync(id, token);
            }
            catch (AccountException exception)
            {
                _failures.Enqueue(exception);
            }
        });
        return new(found);
    }

    /// <summary>All of a list, or null where it could not be read. A page may be empty and still not be the last one.</summary>
    private async Task<ImmutableArray<TValue>?> PagesAsync<TPage, TItem, TValue>(
        AwsCall call,
        Func<string?, Task<TPage>> ask,
        Func<TPage, (List<TItem>? Items, string? Next)> read,
        Func<TItem, TValue> convert,
        CancellationToken cancellationToken)
    {
        var all = ImmutableArray.CreateBuilder<TValue>();
        string? next = null;
        try
        {
            do
            {
                var token = next;
                (var items, next) = read(await AwsErrors.AskAsync("EC2", call, () => ask(token), cancellationToken));
                foreach (var item in items ?? [])
                    all.Add(convert(item));
                progress?.Report(Interlocked.Add(ref _read, items?.Count ?? 0));
            }
            while (!string.IsNullOrEmpty(next));
            return all.ToImmutable();
        }
        catch (FormatException exception)
        {
            _failures.Enqueue(new(
                AccountErrorKind.Unavailable, call.Action, call.Resource, $"Could not {call.Doing}: EC2's answer could not be understood ({AwsErrors.Quote(exception.Message)}).", exception));
        }
        catch (AccountException exception)
        {
            _failures.Enqueue(exception);
        }

        return null;
    }

    /// <summary>What moves while pages are read may come twice.</summary>
    private static ImmutableArray<T>? Distinct<T>(ImmutableArray<T>? items, Func<T, string> id) => items is { } some ? [.. some.DistinctBy(id)] : null;
}
