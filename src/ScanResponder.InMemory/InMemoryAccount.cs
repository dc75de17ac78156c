using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Evidence;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.InMemory;

/// <summary>
/// An account, and a topic, that live in memory and behave as EC2 and SNS do. It can be used from several threads at once; each call is one
/// step that happens or does not.
/// </summary>
public sealed partial class InMemoryAccount : IAccount, IAccounts, IAlertChannel, IEventHistory, IInventory
{
    /// <summary>
    /// The inbound rules that a group holds for each family unless the account's quota was raised:
    /// <see href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"/>.
    /// </summary>
    public const int DefaultRulesPerGroup = 60;

    private const int LongestDescription = 255;
    private const int LongestSubject = 99;
    private const int MostMessageBytes = 262_144;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly RuleHistory _history = new();
    private readonly int _rulesPerGroup;
    private readonly HashSet<string> _ruleIds;
    private AccountSnapshot _now;
    private ImmutableList<AlertMessage> _published = [];
    private ulong _lastRuleNumber;
    private int _reads;

    /// <summary>An account that begins as the snapshot says.</summary>
    /// <param name="snapshot">What is there at first.</param>
    /// <param name="rulesPerGroup">The quota of inbound rules of one group, for each family.</param>
    /// <param name="time">The clock by which reads lag.</param>
    public InMemoryAccount(AccountSnapshot snapshot, int rulesPerGroup = DefaultRulesPerGroup, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rulesPerGroup);
        _now = snapshot;
        _rulesPerGroup = rulesPerGroup;
        _ruleIds = [.. snapshot.Groups.SelectMany(group => group.Rules).Select(rule => rule.Id)];
    }

    /// <summary>The replicas that answer reads of security groups, one after the other; a single one without lag, if nothing else is said.</summary>
    public ImmutableArray<ReadLag> Replicas { get; init; } = [ReadLag.None];

    /// <summary>The calls that the account remembers, the latest first, each as CloudTrail records it.</summary>
    public ImmutableArray<string> Calls { get; init; } = [];

    /// <summary>Which of so many replicas answers the next read; each in its turn, if nothing else is said.</summary>
    public Func<int, int>? NextReplica { get; init; }

    /// <summary>
    /// True where the groups are in a default VPC: there EC2 says which permissions it did not find, removes the others and does not fail.
    /// </summary>
    public bool IsDefaultVpc { get; init; }

    /// <summary>False where the snapshot may be of another account or Region than the one that is asked for, or of a part of it.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The actions that the caller has no permission for, such as <c>ec2:RevokeSecurityGroupIngress</c>; dry runs are refused too.</summary>
    public ImmutableHashSet<string> Denied { get; init; } = [];

    /// <summary>What is there now.</summary>
    public AccountSnapshot Snapshot
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    /// <summary>What was published, the oldest first.</summary>
    public ImmutableList<AlertMessage> Published
    {
        get
        {
            lock (_gate)
                return _published;
        }
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> CallsAboutAsync(string groupId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<ImmutableArray<string>>([.. Calls.Where(record => record.Contains($"\"{groupId}\"", StringComparison.Ordinal))]);
    }

    /// <inheritdoc/>
    public Task<IAccount> OpenAsync(AwsScope scope, TriggerKey key, CancellationToken cancellationToken) => Step<IAccount>(
        () =>
        {
            if (_now.AccountId is { } own && own != scope.AccountId)
                throw Error(AccountErrorKind.Denied, "sts:AssumeRole", scope.AccountId, $"There is no way from account {own} into account {scope.AccountId}.");
            if (_now.Region is { } region && region != scope.Region)
                throw Error(AccountErrorKind.Denied, "ec2:DescribeInstances", scope.Region, $"What was read is of Region {region}, and not of {scope.Region}.");
            return this;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Inventory> InventoryAsync(
        AwsScope scope, IReadOnlyCollection<string> prefixLists, IProgress<int>? progress, CancellationToken cancellationToken) => Step(
        () => new Inventory(scope)
        {
            Groups = Unless("SecurityGroups", _now.Groups),
            Interfaces = Unless("NetworkInterfaces", _now.Interfaces),
            Instances = Unless("Reservations", _now.Instances),
            Vpcs = Unless("Vpcs", _now.Vpcs),
            Subnets = Unless("Subnets", _now.Subnets),
            RouteTables = Unless("RouteTables", _now.RouteTables),
            NetworkAcls = Unless("NetworkAcls", _now.NetworkAcls),
            PublicAccess = _now.TellsPublicAccess || _now.PublicAccess.IsOn ? _now.PublicAccess : null,
            PrefixLists = _now.PrefixLists.ToFrozenDictionary(list => list.Id),
            Notes = [.. CopyGaps.Of(_now)],
        },
        cancellationToken);

    private ImmutableArray<T>? Unless<T>(string list, ImmutableArray<T> items) => _now.Missing.Contains(list) ? null : items;

    /// <inheritdoc/>
    public Task<string?> AccountNameAsync(CancellationToken cancellationToken) => Task.FromResult(_now.AccountName);

    /// <inheritdoc/>
    public Task<Instance?> FindInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        Step(() => _now.Instances.FirstOrDefault(instance => instance.Id == instanceId), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> InterfacesOfInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        Step(() => _now.Interfaces.Where(network => network.InstanceId == instanceId).ToImmutableArray(), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> InterfacesUsingGroupsAsync(
        IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        Step(() => _now.Interfaces.Where(network => network.GroupIds.Any(groupIds.Contains)).ToImmutableArray(), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> FindInterfaceAsync(string interfaceId, CancellationToken cancellationToken) =>
        Step(() => _now.Interfaces.Where(network => network.Id == interfaceId).ToImmutableArray(), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> GroupIdsCitingAsync(string prefixListId, CancellationToken cancellationToken) => Step(
        () => _now.Groups.Where(group => group.Rules.Any(rule => rule.Source is RuleSource.PrefixList list && list.Id == prefixListId)).Select(group => group.Id).ToImmutableArray(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> InterfacesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        Step(() => _now.Interfaces.Where(network => network.PrivateIps.Any(addresses.Contains)).ToImmutableArray(), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> LoadBalancersAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) => Step(
        () => _now.Interfaces.Where(network => vpcIds.Contains(network.VpcId) && network.Description.StartsWith("ELB net/", StringComparison.Ordinal)).ToImmutableArray(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<Instance>> InstancesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        Step(() => _now.Instances.Where(instance => instance.PrivateIp is { } address && addresses.Contains(address)).ToImmutableArray(), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<Instance>> SomeInstancesUsingGroupsAsync(
        IReadOnlyCollection<string> groupIds, int most, CancellationToken cancellationToken) => Step(
        () =>
        {
            var ids = _now.Interfaces.Where(network => network.GroupIds.Any(groupIds.Contains)).Select(network => network.InstanceId).ToHashSet();
            return _now.Instances.Where(instance => ids.Contains(instance.Id)).Take(most).ToImmutableArray();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<SecurityGroup>> GroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) => Step(
        () =>
        {
            var lag = Replicas[(NextReplica?.Invoke(Replicas.Length) ?? _reads++) % Replicas.Length];
            var now = _time.GetUtcNow();
            return groupIds.Distinct()
                .Select(id => _now.Groups.FirstOrDefault(group => group.Id == id) is { } group ? _history.Shown(group, lag, now) : _history.Deleted(id, lag, now))
                .OfType<SecurityGroup>()
                .ToImmutableArray();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Vpc?> FindVpcAsync(string vpcId, CancellationToken cancellationToken) =>
        Step(() => _now.Vpcs.FirstOrDefault(vpc => vpc.Id == vpcId), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<RouteTable>> RouteTablesAsync(
        IReadOnlyCollection<string> subnetIds, IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) => Step(
        () => _now.RouteTables
            .Where(table => table.SubnetIds.Any(subnetIds.Contains) || (table.IsMain && vpcIds.Contains(table.VpcId)))
            .ToImmutableArray(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<RouteTable>> RouteTablesOfVpcsAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        Step(() => _now.RouteTables.Where(table => vpcIds.Contains(table.VpcId)).ToImmutableArray(), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkAcl>> NetworkAclsAsync(IReadOnlyCollection<string> subnetIds, CancellationToken cancellationToken) =>
        Step(() => _now.NetworkAcls.Where(acl => acl.SubnetIds.Any(subnetIds.Contains)).ToImmutableArray(), cancellationToken);

    /// <inheritdoc/>
    public Task<PublicAccessBlock> PublicAccessBlockAsync(CancellationToken cancellationToken) => Step(() => _now.PublicAccess, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> AssociatedVpcIdsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) => Step(
        () => _now.AssociatedVpcs.Where(one => groupIds.Contains(one.GroupId)).Select(one => one.VpcId).Distinct().ToImmutableArray(), cancellationToken);

    /// <inheritdoc/>
    public Task<PrefixList> PrefixListAsync(string prefixListId, CancellationToken cancellationToken) => Step(
        () => FindPrefixList(prefixListId)
            ?? throw Error(
                AccountErrorKind.NotFound, "ec2:GetManagedPrefixListEntries", prefixListId, $"There is no prefix list {prefixListId}."),
        cancellationToken);

    /// <inheritdoc/>
    public Task<(long Version, bool IsChanging)?> PrefixListVersionAsync(string prefixListId, CancellationToken cancellationToken) => Step(
        () => FindPrefixList(prefixListId) is { Version: { } version } list ? (version, list.IsChanging) : ((long, bool)?)null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<IngressRule>> AuthorizeAsync(
        string groupId, IReadOnlyCollection<RuleDraft> rules, TagSet tags, bool dryRun, CancellationToken cancellationToken)
    {
        Something(rules);
        return Step(
            () =>
            {
                var group = GroupThatTakes(groupId, rules, tags);
                if (dryRun)
                    return [];
                ImmutableArray<IngressRule> added = [.. rules.Select(draft =>
                    new IngressRule(NextRuleId(), groupId, draft.Traffic, draft.Source, DescriptionOf(draft), tags))];
                Replace(group, group with { Rules = group.Rules.AddRange(added) });
                return added;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Permission>> RevokeAsync(
        string groupId, IReadOnlyCollection<Permission> permissions, bool dryRun, CancellationToken cancellationToken)
    {
        Something(permissions);
        return Step<ImmutableArray<Permission>>(
            () =>
            {
                const string action = "ec2:RevokeSecurityGroupIngress";
                Allow(action, groupId);
                var group = GroupOf(action, groupId);
                if (permissions.GroupBy(Key).FirstOrDefault(same => same.Count() > 1) is { } twice)
                    throw Error(AccountErrorKind.Rejected, action, groupId, $"The request names {twice.First()} twice; nothing was removed.");
                var there = group.Rules.Select(rule => Key(Permission.Of(rule))).ToHashSet();
                ImmutableArray<Permission> unknown = [.. permissions.Where(permission => !there.Contains(Key(permission)))];
                if (unknown.Length > 0 && !IsDefaultVpc)
                    throw Error(AccountErrorKind.NotFound, action, groupId, $"{groupId} has no inbound rule for {unknown[0]}; nothing was removed.");
                var asked = permissions.Select(Key).ToHashSet();
                if (!dryRun)
                    Replace(group, group with { Rules = group.Rules.RemoveAll(rule => asked.Contains(Key(Permission.Of(rule)))) });
                return unknown;
            },
            cancellationToken);
    }

    /// <summary>
    /// Turns a rule into another one, which keeps its id and its tags:
    /// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html"/>.
    /// </summary>
    public Task ModifyRuleAsync(string groupId, string ruleId, RuleDraft by, CancellationToken cancellationToken) => Step(
        () =>
        {
            const string action = "ec2:ModifySecurityGroupRules";
            Allow(action, groupId);
            var group = GroupOf(action, groupId);
            var rule = group.Rules.FirstOrDefault(rule => rule.Id == ruleId)
                ?? throw Error(AccountErrorKind.NotFound, action, ruleId, $"{groupId} has no inbound rule {ruleId}.");
            if (group.Rules.Any(other => other.Id != ruleId && Key(Permission.Of(other)) == Key(Permission.Of(by))))
                throw Error(AccountErrorKind.Duplicate, action, groupId, $"{groupId} already admits {Permission.Of(by)}; nothing was changed.");
            Replace(group, group with { Rules = group.Rules.Replace(rule, rule with { Traffic = by.Traffic, Source = by.Source, Description = DescriptionOf(by) }) });
            return true;
        },
        cancellationToken);

    /// <summary>Deletes a group.</summary>
    public Task DeleteGroupAsync(string groupId, CancellationToken cancellationToken) => Step(
        () =>
        {
            const string action = "ec2:DeleteSecurityGroup";
            Allow(action, groupId);
            var group = GroupOf(action, groupId);
            _history.Changed(group, null, _time.GetUtcNow());
            _now = _now with { Groups = _now.Groups.Remove(group) };
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task TagRulesAsync(IReadOnlyCollection<string> ruleIds, TagSet tags, CancellationToken cancellationToken) => Step(
        () =>
        {
            const string action = "ec2:CreateTags";
            if (ruleIds.Count == 0 || tags.Count == 0)
                return true;
            Allow(action, null);
            RefuseReservedTags(action, null, tags);
            var known = _now.Groups.SelectMany(group => group.Rules).Where(rule => ruleIds.Contains(rule.Id)).ToList();
            var unknown = ruleIds.FirstOrDefault(id => known.All(rule => rule.Id != id));
            if (unknown is not null)
                throw Error(AccountErrorKind.NotFound, action, unknown, $"There is no security-group rule {unknown}; nothing was tagged.");
            if (known.FirstOrDefault(rule => Merged(rule.Tags).Count > TagSet.Most) is { } full)
                throw Error(AccountErrorKind.Rejected, action, full.Id, $"{full.Id} would have more than {TagSet.Most} tags.");
            foreach (var group in _now.Groups.Where(group => group.Rules.Any(rule => ruleIds.Contains(rule.Id))))
            {
                Replace(group, group with
                {
                    Rules = [.. group.Rules.Select(rule => ruleIds.Contains(rule.Id) ? rule with { Tags = Merged(rule.Tags) } : rule)],
                });
            }

            return true;

            TagSet Merged(TagSet old) => TagSet.Of([.. old, .. tags]);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken) => Step(
        () =>
        {
            if (Fault(message) is { } fault)
                throw new AlertNotDeliveredException($"The topic does not take the message: {fault}.");
            _published = _published.Add(message);
            return string.Create(CultureInfo.InvariantCulture, $"{_published.Count:x8}-0000-4000-8000-000000000000");
        },
        cancellationToken);

    /// <summary>What one call does happens under the lock, and its error is the task's.</summary>
    private Task<T> Step<T>(Func<T> step, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        try
        {
            lock (_gate)
                return Task.FromResult(step());
        }
        catch (Exception error) when (error is AccountException or AlertNotDeliveredException)
        {
            return Task.FromException<T>(error);
        }
    }

    private void Replace(SecurityGroup group, SecurityGroup by)
    {
        _history.Changed(group, by, _time.GetUtcNow());
        _now = _now with { Groups = _now.Groups.Replace(group, by, null) };
    }

    private void Allow(string action, string? resource)
    {
        if (Denied.Contains(action))
            throw Error(AccountErrorKind.Denied, action, resource, $"The caller may not {action}. Grant {action}.");
    }

    private SecurityGroup GroupOf(string action, string groupId) =>
        _now.Groups.FirstOrDefault(group => group.Id == groupId)
        ?? throw Error(AccountErrorKind.GroupNotFound, action, groupId, $"There is no security group {groupId}.");

    private SecurityGroup GroupThatTakes(string groupId, IReadOnlyCollection<RuleDraft> drafts, TagSet tags)
    {
        const string action = "ec2:AuthorizeSecurityGroupIngress";
        Allow(action, groupId);
        var group = GroupOf(action, groupId);
        RefuseReservedTags(action, groupId, tags);
        if (drafts.FirstOrDefault(draft => draft.Description is { } text && !Description().IsMatch(text)) is { } odd)
        {
            throw Error(AccountErrorKind.Rejected, action, groupId,
                $"The description '{odd.Description}' is longer than {LongestDescription} characters or has characters that EC2 does not allow.");
        }

        var lists = drafts.Select(draft => draft.Source).OfType<RuleSource.PrefixList>();
        if (lists.FirstOrDefault(list => FindPrefixList(list.Id) is null) is { } lost)
            throw Error(AccountErrorKind.NotFound, action, lost.Id, $"There is no prefix list {lost.Id}.");

        var there = group.Rules.Select(rule => Key(rule.Traffic, rule.Source)).ToHashSet();
        var asked = new HashSet<(Traffic Traffic, string Source)>();
        foreach (var draft in drafts)
        {
            var rule = $"{draft.Traffic} from {draft.Source}";
            if (there.Contains(Key(draft.Traffic, draft.Source)))
                throw Error(AccountErrorKind.Duplicate, action, groupId, $"{groupId} already admits {rule}; nothing was added.");
            if (!asked.Add(Key(draft.Traffic, draft.Source)))
                throw Error(AccountErrorKind.Rejected, action, groupId, $"The request admits {rule} twice; nothing was added.");
        }

        foreach (var family in Enum.GetValues<IpFamily>())
        {
            var count = group.Rules.Sum(rule => Weight(rule.Source, family)) + drafts.Sum(draft => Weight(draft.Source, family));
            if (count > _rulesPerGroup && drafts.Any(draft => Weight(draft.Source, family) > 0))
            {
                throw Error(AccountErrorKind.QuotaExceeded, action, groupId,
                    $"{groupId} would have {count} inbound {family} rules and may have {_rulesPerGroup}; nothing was added.");
            }
        }

        return group;
    }

    /// <summary>
    /// What a rule counts against the quota of a family. A prefix list counts as the entries it could have, which the account does not
    /// tell, so as those it has.
    /// </summary>
    private int Weight(RuleSource source, IpFamily family) => source switch
    {
        RuleSource.Block block => block.Cidr.Family == family ? 1 : 0,
        RuleSource.PrefixList list => FindPrefixList(list.Id)?.Entries.Count(entry => entry.Family == family) ?? 1,
        _ => 1,
    };

    /// <summary>Two rules are the same to EC2 where these are, whatever their descriptions.</summary>
    private static (Traffic Traffic, string Source) Key(Permission permission) => Key(permission.Traffic, permission.Source);

    private static (Traffic Traffic, string Source) Key(Traffic traffic, RuleSource source) => (traffic, source.ToString());

    private PrefixList? FindPrefixList(string id) => _now.PrefixLists.FirstOrDefault(list => list.Id == id);

    private string NextRuleId()
    {
        string id;
        do
            id = string.Create(CultureInfo.InvariantCulture, $"sgr-{++_lastRuleNumber:x17}");
        while (!_ruleIds.Add(id));
        return id;
    }

    private static string? DescriptionOf(RuleDraft draft) => draft.Description is "" ? null : draft.Description;

    private static void RefuseReservedTags(string action, string? resource, TagSet tags)
    {
        if (tags.Keys.FirstOrDefault(key => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) is { } reserved)
            throw Error(AccountErrorKind.Rejected, action, resource, $"The tag {reserved} is AWS's own: keys with aws: cannot be set.");
        if (tags.Count > TagSet.Most)
            throw Error(AccountErrorKind.Rejected, action, resource, $"A resource has at most {TagSet.Most} tags, not {tags.Count}.");
    }

    private static string? Fault(AlertMessage message)
    {
        if (message.Subject is not { Length: >= 1 and <= LongestSubject } || message.Subject.Any(letter => letter is < ' ' or > '~'))
            return $"its subject is not 1 to {LongestSubject} printable ASCII characters";
        if (Encoding.UTF8.GetByteCount(message.Message) > MostMessageBytes)
            return $"it is longer than {MostMessageBytes} bytes";
        try
        {
            using var document = JsonDocument.Parse(message.Message);
            return document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty("default", out var text) && text.ValueKind is JsonValueKind.String
                    ? null
                    : "it is not a JSON object with a string at 'default'";
        }
        catch (JsonException)
        {
            return "it is not JSON";
        }
    }

    private static void Something<T>(IReadOnlyCollection<T> rules)
    {
        if (rules.Count == 0)
            throw new ArgumentException("There must be at least one rule.", nameof(rules));
    }

    private static AccountException Error(AccountErrorKind kind, string action, string? resource, string message) =>
        new(kind, action, resource, message);

    [GeneratedRegex(@"^[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}\z")]
    private static partial Regex Description();
}
