using System.Collections.Concurrent;
using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Accounts;

/// <summary>
/// Reads what a response needs in one wave of parallel calls. A second one follows only where the answers name something that the finding did
/// not: groups attached since, prefix lists, another VPC or subnet.
/// </summary>
public sealed class AccountReader
{
    // Enough that the few that an alert names are most likely among them; an instance takes some kilobytes.
    private const int InstancesNamed = 50;

    private readonly IAccount _account;
    private readonly Trigger _trigger;
    private readonly ImmutableArray<Trust> _trusted;
    private readonly ImmutableArray<Trust> _scanners;
    private readonly CancellationToken _cancellationToken;

    private readonly Dictionary<string, Task<SecurityGroup?>> _groups = [];
    private readonly Dictionary<string, Task<PrefixList?>> _lists = [];
    private readonly Dictionary<string, Task<Vpc?>> _vpcs = [];
    private readonly List<Task<ImmutableArray<NetworkInterface>?>> _using = [];
    private readonly List<Task<ImmutableArray<Instance>?>> _usingInstances = [];

    // A host that attacks from inside is one, or a few.
    private const int RemotesNamed = 50;

    // Calls add to them at any time, also while they are read.
    private readonly ConcurrentQueue<AccountException> _failures = [];
    private readonly ConcurrentQueue<AccountException> _pathFailures = [];

    private readonly HashSet<string> _pathSubnets = [];
    private readonly HashSet<string> _pathVpcs = [];
    private readonly HashSet<string> _balancedVpcs = [];
    private readonly List<Task<ImmutableArray<NetworkInterface>?>> _loadBalancers = [];
    private readonly List<Task<ImmutableArray<RouteTable>?>> _routeTables = [];
    private readonly List<Task<ImmutableArray<NetworkAcl>?>> _networkAcls = [];
    private readonly List<Task<ImmutableArray<string>?>> _associatedVpcs = [];
    private Task<PublicAccessBlock?>? _publicAccess;

    private AccountReader(IAccount account, Trigger trigger, ImmutableArray<Trust> trusted, ImmutableArray<Trust> scanners, CancellationToken cancellationToken)
    {
        _scanners = scanners;
        _account = account;
        _trigger = trigger;
        _trusted = trusted;
        _cancellationToken = cancellationToken;
    }

    /// <summary>What the account looks like. What cannot be read is told in the view, and never thrown.</summary>
    /// <param name="account">The account and Region of the finding.</param>
    /// <param name="trigger">The finding.</param>
    /// <param name="trusted">Who keeps access, as the settings name them.</param>
    /// <param name="cancellationToken">Gives up; the only way in which this throws.</param>
    public static Task<AccountView> ReadAsync(
        IAccount account, Trigger trigger, ImmutableArray<Trust> trusted, CancellationToken cancellationToken) =>
        ReadAsync(account, trigger, trusted, [], cancellationToken);

    /// <summary>What the account looks like. What cannot be read is told in the view, and never thrown.</summary>
    /// <param name="account">The account and Region of the finding.</param>
    /// <param name="trigger">The finding.</param>
    /// <param name="trusted">Who keeps access, as the settings name them.</param>
    /// <param name="scanners">Known scanners, whose prefix lists are read too.</param>
    /// <param name="cancellationToken">Gives up; the only way in which this throws.</param>
    public static Task<AccountView> ReadAsync(
        IAccount account, Trigger trigger, ImmutableArray<Trust> trusted, ImmutableArray<Trust> scanners, CancellationToken cancellationToken) =>
        new AccountReader(account, trigger, trusted, scanners, cancellationToken).ReadAsync();

    private bool TrustsConnected => _trusted.OfType<Trust.Connected>().Any();

    private bool TrustsVpcs => TrustsConnected || _trusted.OfType<Trust.OwnVpc>().Any();

    private async Task<AccountView> ReadAsync()
    {
        // The first wave: all that the finding names.
        var accountName = _account.AccountNameAsync(_cancellationToken);
        var instance = _trigger.Subject.Instance is { } named
            ? TryAsync(async () => await _account.FindInstanceAsync(named.Id, _cancellationToken))
            : Task.FromResult<Instance?>(null);
        var reading = _trigger.Subject switch
        {
            { Instance: { } attached } => TryAsync(async () => (ImmutableArray<NetworkInterface>?)await _account.InterfacesOfInstanceAsync(attached.Id, _cancellationToken)),
            Subject.OfInterface one => TryAsync(async () => (ImmutableArray<NetworkInterface>?)await _account.FindInterfaceAsync(one.Id, _cancellationToken)),
            _ => Task.FromResult<ImmutableArray<NetworkInterface>?>([]),
        };
        var citing = Task.FromResult<ImmutableArray<string>?>([]);
        if (_trigger.Subject is Subject.OfPrefixList cited)
        {
            citing = TryAsync(async () => (ImmutableArray<string>?)await _account.GroupIdsCitingAsync(cited.Id, _cancellationToken));
            _lists[cited.Id] = ChangedListAsync(cited.Id);
        }

        var findingGroups = _trigger.Subject.GroupIds;
        Want(findingGroups, _trigger.Subject.Interfaces.Select(networkInterface => networkInterface.VpcId));
        WantPath(_trigger.Subject.Interfaces.Select(networkInterface => (networkInterface.SubnetId, networkInterface.VpcId)));
        foreach (var list in _trusted.OfType<Trust.PrefixList>())
            WantList(list.Id);
        foreach (var list in _scanners.OfType<Trust.PrefixList>())
            WantRouteList(list.Id);
        var (remoteInterfaces, remoteInstances) = ReadRemotes();

        // The second wave, if any: what the answers name.
        var attachedNow = await reading;
        var interfaces = attachedNow ?? [];
        if (_trigger.Subject is Subject.OfInterface && interfaces.FirstOrDefault()?.InstanceId is { } holder)
            instance = TryAsync(async () => await _account.FindInstanceAsync(holder, _cancellationToken));
        var concerned = _trigger.Subject is Subject.OfPrefixList ? ConcernedInterfaces.OfGroups(await citing ?? []) : ConcernedInterfaces.Of(_trigger, interfaces);
        if (_trigger.Subject is Subject.OfGroups && await OnlyUserAsync() is { } user)
            (instance, interfaces) = (Task.FromResult<Instance?>(user.Instance), user.Interfaces);
        var groupIds = concerned.GroupIds;
        Want(groupIds, interfaces.Select(networkInterface => networkInterface.VpcId));
        if (_trigger.Subject is not Subject.OfGroups || TrustsVpcs)
            WantPath(interfaces.Select(networkInterface => (networkInterface.SubnetId, networkInterface.VpcId)));
        await Task.WhenAll([.. _groups.Values, .. _routeTables, .. _using]);
        var groups = await AllOf(groupIds, _groups);
        var sharing = await SharingAsync(groupIds, interfaces);
        var vpcIds = VpcIds(interfaces, groups ?? [], sharing ?? [], await AllOf(_associatedVpcs) ?? []);
        Want([], vpcIds);
        if (TrustsConnected)
            WantPath(vpcIds.Select(id => ((string?)null, (string?)id)));
        foreach (var list in (groups ?? []).SelectMany(group => group.Rules).Select(rule => rule.Source).OfType<RuleSource.PrefixList>())
            WantList(list.Id);
        var routeTables = await AllOf(_routeTables);
        foreach (var list in RouteLists(routeTables ?? []))
            WantRouteList(list);

        var known = await instance;
        await Task.WhenAll(_vpcs.Values);
        return new AccountView
        {
            Instance = known ?? _trigger.Subject.Instance,
            AccountName = await accountName,
            IsComplete = _account.IsComplete,
            MissingGroups = groups is { } there ? [.. groupIds.Except(there.Select(group => group.Id))] : [],
            Interfaces = interfaces,
            Groups = groups,
            GroupsByInterface = concerned.GroupsByInterface,
            PrefixLists = await ListsAsync(),
            Trusted = await TrustedAsync(vpcIds, routeTables),
            Sharing = sharing,
            SharingInstances = [.. (await AllOf(_usingInstances) ?? []).DistinctBy(other => other.Id)],
            RemoteInterfaces = await remoteInterfaces ?? [],
            RemoteInstances = await remoteInstances ?? [],
            RouteTables = routeTables,
            NetworkAcls = await AllOf(_networkAcls),
            PublicAccess = _publicAccess is null ? null : await _publicAccess,
            LoadBalancers = await AllOf(_loadBalancers) ?? [],
            PathFailures = [.. _pathFailures],
            Failures = [.. _failures],
            Notes = [.. Notes(known, _trigger.Subject.Instance is not null && attachedNow is { IsEmpty: true }, groupIds, groups), .. concerned.Notes],
        };
    }

    private void Want(IReadOnlyCollection<string> groupIds, IEnumerable<string?> vpcIds)
    {
        var missing = groupIds.Where(id => !_groups.ContainsKey(id)).ToImmutableArray();
        if (missing.Length > 0)
        {
            var read = TryAsync(async () => (ImmutableArray<SecurityGroup>?)await _account.GroupsAsync(missing, _cancellationToken));
            foreach (var id in missing)
                _groups[id] = PickAsync(read, id);
            _using.Add(TryAsync(async () => (ImmutableArray<NetworkInterface>?)await _account.InterfacesUsingGroupsAsync(missing, _cancellationToken)));

            // Without the names people read ids, and if the permission is missing, the instance's own description says so.
            _usingInstances.Add(TryAsync(
                async () => (ImmutableArray<Instance>?)await _account.SomeInstancesUsingGroupsAsync(missing, InstancesNamed, _cancellationToken),
                failures: []));
        }

        if (!TrustsVpcs)
            return;

        // An interface that such a VPC has is read with the groups; without the permission those are known.
        if (missing.Length > 0)
            _associatedVpcs.Add(TryAsync(async () => (ImmutableArray<string>?)await _account.AssociatedVpcIdsAsync(missing, _cancellationToken), failures: []));
        foreach (var id in vpcIds.OfType<string>().Distinct().Where(id => !_vpcs.ContainsKey(id)).ToList())
            _vpcs[id] = TryAsync(() => _account.FindVpcAsync(id, _cancellationToken));
    }

    /// <summary>Who has the private addresses that tried. Without the permission people read addresses, and the instance's own description says so.</summary>
    private (Task<ImmutableArray<NetworkInterface>?> Interfaces, Task<ImmutableArray<Instance>?> Instances) ReadRemotes()
    {
        string[] addresses = _trigger.SubjectDoes is null ? [.. InsideHost.PrivateAddresses(_trigger.Probes).Take(RemotesNamed)] : [];
        return addresses.Length == 0
            ? (Task.FromResult<ImmutableArray<NetworkInterface>?>([]), Task.FromResult<ImmutableArray<Instance>?>([]))
            : (
                TryAsync(async () => (ImmutableArray<NetworkInterface>?)await _account.InterfacesAtAsync(addresses, _cancellationToken), failures: []),
                TryAsync(async () => (ImmutableArray<Instance>?)await _account.InstancesAtAsync(addresses, _cancellationToken), failures: []));
    }

    /// <summary>
    /// What decides whether packets get there. Where connected networks are trusted, all the tables of a VPC are read, since each may lead to others; the
    /// tables of its subnets are among them.
    /// </summary>
    private void WantPath(IEnumerable<(string? SubnetId, string? VpcId)> places)
    {
        var all = places.ToList();
        var subnets = all.Select(place => place.SubnetId).OfType<string>().Where(_pathSubnets.Add).ToImmutableArray();
        var vpcs = all.Select(place => place.VpcId).OfType<string>().Where(_pathVpcs.Add).ToImmutableArray();
        if (!TrustsConnected)
        {
            if (subnets.Length + vpcs.Length > 0)
                _routeTables.Add(TryPathAsync(async () => (ImmutableArray<RouteTable>?)await _account.RouteTablesAsync(subnets, vpcs, _cancellationToken)));
        }
        else
        {
            if (vpcs.Length > 0)
                _routeTables.Add(TryRoutesAsync(async () => (ImmutableArray<RouteTable>?)await _account.RouteTablesOfVpcsAsync(vpcs, _cancellationToken)));
            if (all.Where(place => place.VpcId is null).Select(place => place.SubnetId).OfType<string>().Where(subnets.Contains).Distinct().ToImmutableArray() is { Length: > 0 } lone)
                _routeTables.Add(TryRoutesAsync(async () => (ImmutableArray<RouteTable>?)await _account.RouteTablesAsync(lone, [], _cancellationToken)));
        }

        // Without them nothing is claimed that is not so; and if the permission is missing, the instance's own interfaces say so.
        if (subnets.Length > 0 && all.Select(place => place.VpcId).OfType<string>().Where(_balancedVpcs.Add).ToImmutableArray() is { Length: > 0 } balanced)
            _loadBalancers.Add(TryAsync(async () => (ImmutableArray<NetworkInterface>?)await _account.LoadBalancersAsync(balanced, _cancellationToken), failures: []));
        if (subnets.Length > 0)
            _publicAccess ??= TryAsync(async () => (PublicAccessBlock?)await _account.PublicAccessBlockAsync(_cancellationToken), failures: []);
        if (subnets.Length > 0)
            _networkAcls.Add(TryPathAsync(async () => (ImmutableArray<NetworkAcl>?)await _account.NetworkAclsAsync(subnets, _cancellationToken)));
    }

    private void WantList(string id)
    {
        if (!_lists.ContainsKey(id))
            _lists[id] = TryAsync(async () => (PrefixList?)await _account.PrefixListAsync(id, _cancellationToken));
    }

    /// <summary>A list that a call has changed. The version is asked first, so that the entries are those of it or of a later one; without it the entries alone tell.</summary>
    private async Task<PrefixList?> ChangedListAsync(string id)
    {
        var state = await TryAsync(() => _account.PrefixListVersionAsync(id, _cancellationToken), failures: []);
        var list = await TryAsync(async () => (PrefixList?)await _account.PrefixListAsync(id, _cancellationToken));
        return state is { Version: var version, IsChanging: var changing } && list is not null ? list with { Version = version, IsChanging = changing } : list;
    }

    /// <summary>A list that only a route names is missing from the path, and from nothing that a change depends on.</summary>
    private void WantRouteList(string id)
    {
        if (!_lists.ContainsKey(id))
            _lists[id] = TryPathAsync(async () => (PrefixList?)await _account.PrefixListAsync(id, _cancellationToken));
    }

    private Task<T?> TryAsync<T>(Func<Task<T?>> read) => TryAsync(read, _failures);

    private Task<T?> TryPathAsync<T>(Func<Task<T?>> read) => TryAsync(read, _pathFailures);

    /// <summary>Routes that tell who keeps access too: without them no change is safe.</summary>
    private async Task<ImmutableArray<RouteTable>?> TryRoutesAsync(Func<Task<ImmutableArray<RouteTable>?>> read)
    {
        var failed = new ConcurrentQueue<AccountException>();
        var tables = await TryAsync(read, failed);
        foreach (var failure in failed)
        {
            _pathFailures.Enqueue(failure);
            _failures.Enqueue(failure);
        }

        return tables;
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T?>> read, ConcurrentQueue<AccountException> failures)
    {
        try
        {
            return await read();
        }
        catch (AccountException exception)
        {
            failures.Enqueue(exception);
            return default;
        }
    }

    /// <summary>All that the reads found, each thing once; null where one of them failed.</summary>
    private static async Task<ImmutableArray<T>?> AllOf<T>(List<Task<ImmutableArray<T>?>> reads)
    {
        var found = await Task.WhenAll(reads);
        return found.Any(part => part is null) ? null : [.. found.SelectMany(part => part!.Value)];
    }

    /// <summary>The prefix lists of the routes by which packets of strangers could be answered.</summary>
    private static IEnumerable<string> RouteLists(IEnumerable<RouteTable> tables) => tables
        .SelectMany(table => table.Routes)
        .Where(route => !route.IsToAwsService)
        .Select(route => route.Destination)
        .OfType<RouteDestination.PrefixList>()
        .Select(list => list.Id)
        .Distinct();

    private static async Task<SecurityGroup?> PickAsync(Task<ImmutableArray<SecurityGroup>?> read, string id) =>
        (await read)?.FirstOrDefault(group => group.Id == id);

    /// <summary>The groups that exist, or null where they could not be read.</summary>
    private async Task<ImmutableArray<SecurityGroup>?> AllOf(ImmutableArray<string> ids, Dictionary<string, Task<SecurityGroup?>> reads)
    {
        var groups = ImmutableArray.CreateBuilder<SecurityGroup>();
        foreach (var id in ids)
        {
            if (await reads[id] is { } group)
                groups.Add(group);
        }

        return groups.Count == 0 && ids.Length > 0 && _failures.Any(failure => IsOf(failure, "ec2:DescribeSecurityGroup")) ? null : groups.ToImmutable();
    }

    private static bool IsOf(AccountException failure, string action) => failure.Action.StartsWith(action, StringComparison.Ordinal);

    /// <summary>Every VPC that the groups serve: that of the instance, those of the other interfaces that carry one of them, and those associated with one.</summary>
    private string[] VpcIds(ImmutableArray<NetworkInterface> interfaces, ImmutableArray<SecurityGroup> groups, ImmutableArray<NetworkInterface> sharing, ImmutableArray<string> associated)
    {
        string?[][] sources =
        [
            [.. interfaces.Select(networkInterface => networkInterface.VpcId)],
            [.. _trigger.Subject.Interfaces.Select(networkInterface => networkInterface.VpcId)],
            [.. groups.Select(group => group.VpcId)],
        ];
        return [.. (sources.FirstOrDefault(ids => ids.Any(id => id is not null)) ?? []).Concat(sharing.Select(networkInterface => networkInterface.VpcId)).Concat(associated).OfType<string>().Distinct()];
    }

    private async Task<Dictionary<string, PrefixList>> ListsAsync() =>
        (await Task.WhenAll(_lists.Values)).OfType<PrefixList>().ToDictionary(list => list.Id);

    private async Task<ImmutableArray<TrustedSource>?> TrustedAsync(string[] vpcIds, ImmutableArray<RouteTable>? routeTables)
    {
        var sources = ImmutableArray.CreateBuilder<TrustedSource>();
        foreach (var trust in _trusted)
        {
            switch (trust)
            {
                case Trust.Block block:
                    sources.Add(TrustedSource.Of(block.Cidr));
                    break;
                case Trust.PrefixList list when await _lists[list.Id] is { } known:
                    sources.AddRange(TrustedSource.Of(known));
                    break;
                case Trust.Connected when await ConnectedAsync(vpcIds, routeTables) is { } connected:
                    sources.AddRange(connected.Select(TrustedSource.Of));
                    break;
                case Trust.OwnVpc when vpcIds.Length > 0 && await Task.WhenAll(vpcIds.Select(id => _vpcs[id])) is var vpcs && vpcs.All(vpc => vpc is not null):
                    sources.AddRange(vpcs.SelectMany(vpc => vpc!.Cidrs).Select(TrustedSource.Of));
                    break;
                default:
                    return null;
            }
        }

        return sources.ToImmutable();
    }

    /// <summary>The blocks of the VPCs, and of the private networks that they are joined to; null where one of them could not be read.</summary>
    private async Task<ImmutableArray<Cidr>?> ConnectedAsync(string[] vpcIds, ImmutableArray<RouteTable>? routeTables)
    {
        if (vpcIds.Length == 0 || routeTables is not { } tables)
            return null;
        var vpcs = await Task.WhenAll(vpcIds.Select(id => _vpcs[id]));
        var lists = await ListsAsync();
        var unread = tables.SelectMany(table => table.Routes)
            .Any(route => route is { Active: true, IsToNetwork: true, Destination: RouteDestination.PrefixList list } && !lists.ContainsKey(list.Id));
        if (unread || vpcs.Any(vpc => vpc is null))
            return null;
        return [.. vpcs.SelectMany(vpc => vpc!.Cidrs).Concat(ConnectedNetworks.Private(ConnectedNetworks.Of(tables, lists))).Distinct()];
    }

    /// <summary>
    /// The one instance whose interfaces alone carry the groups, which then is what the trigger is about; null where others do too, or none. All of it was
    /// read with the groups.
    /// </summary>
    private async Task<(Instance Instance, ImmutableArray<NetworkInterface> Interfaces)?> OnlyUserAsync()
    {
        if (await AllOf(_using) is not { IsEmpty: false } interfaces)
            return null;
        var users = interfaces.Select(networkInterface => networkInterface.InstanceId).Distinct().ToList();
        return users is [{ } id] && (await AllOf(_usingInstances) ?? []).FirstOrDefault(instance => instance.Id == id) is { } only
            ? (only, [.. interfaces.DistinctBy(networkInterface => networkInterface.Id)])
            : null;
    }

    private async Task<ImmutableArray<NetworkInterface>?> SharingAsync(ImmutableArray<string> groupIds, ImmutableArray<NetworkInterface> own)
    {
        if (await AllOf(_using) is not { } interfaces)
            return null;
        return
        [
            .. interfaces
                .Where(networkInterface => (networkInterface.InstanceId is null || networkInterface.InstanceId != _trigger.Subject.Instance?.Id) && networkInterface.GroupIds.Any(groupIds.Contains)
                    && !own.Any(one => one.Id == networkInterface.Id))
                .DistinctBy(networkInterface => networkInterface.Id),
        ];
    }

    private IEnumerable<string> Notes(Instance? instance, bool detached, ImmutableArray<string> groupIds, ImmutableArray<SecurityGroup>? groups)
    {
        if (_trigger.Subject.Instance is { } named && instance is null && !_failures.Any(failure => IsOf(failure, "ec2:DescribeInstances")))
            yield return $"EC2 no longer lists instance {named.Id}; the details of it come from the finding.";
        if (detached && !groupIds.IsEmpty)
            yield return "The instance no longer has a network interface; the groups are those in the finding.";
        if (groups is { } read && groupIds.Except(read.Select(group => group.Id)).ToList() is { Count: > 0 } gone)
            yield return $"{string.Join(", ", gone)} could not be found in the account.";
    }
}
