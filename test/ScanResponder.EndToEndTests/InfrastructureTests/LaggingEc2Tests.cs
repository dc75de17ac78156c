using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using ScanResponder.EndToEndTests.Infrastructure;
using SecurityGroup = ScanResponder.EndToEndTests.Infrastructure.SecurityGroup;

namespace ScanResponder.EndToEndTests.InfrastructureTests;

public sealed class LaggingEc2Tests(MotoServer moto)
{
    private static readonly Ingress Ssh = Ingress.Tcp(22, "0.0.0.0/0", "everybody").Tagged(("owner", "a"));
    private static readonly Ingress Web = Ingress.Tcp(443, "0.0.0.0/0", "web");
    private static readonly Ingress Office = Ingress.Tcp(22, "198.51.100.0/24", "office");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_show_additions_and_removals_late_each_by_its_own_lag()
    {
        await using var set = await SetAsync([Lag.Seconds(2, 4)], Ssh, Web);
        await set.ReadAsync();

        await set.AuthorizeAsync(Office);
        await set.RevokeAsync(Ssh);

        Assert.Equal(["22 0.0.0.0/0 everybody owner=a", "443 0.0.0.0/0 web "], await set.ReadAsync());
        set.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["22 0.0.0.0/0 everybody owner=a", "22 198.51.100.0/24 office ", "443 0.0.0.0/0 web "], await set.ReadAsync());
        set.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["22 198.51.100.0/24 office ", "443 0.0.0.0/0 web "], await set.ReadAsync());
    }

    [Fact]
    public async Task Both_ways_to_read_a_group_lag()
    {
        await using var set = await SetAsync([Lag.Seconds(0, 1)], Ssh, Web);
        await set.ReadAsync();

        await set.RevokeAsync(Ssh);

        Assert.Equal(2, (await set.DescribeAsync()).IpPermissions.Count);
        set.Clock.Advance(TimeSpan.FromSeconds(1));
        var left = Assert.Single((await set.DescribeAsync()).IpPermissions);
        Assert.Equal((443, "0.0.0.0/0", "web"), (left.FromPort, left.Ipv4Ranges[0].CidrIp, left.Ipv4Ranges[0].Description));
        Assert.Single((await set.DescribeAsync()).IpPermissionsEgress);
    }

    [Fact]
    public async Task What_people_do_beside_the_proxy_is_read_late_too()
    {
        await using var set = await SetAsync([Lag.Seconds(1)], Ssh);

        await set.Ec2.EditAsync(set.Group, () => set.World.AdmitAsync(set.Group, Cancellation, Office), Cancellation);

        Assert.Single(await set.ReadAsync());
        set.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await set.ReadAsync()).Count);
    }

    [Fact]
    public async Task A_modified_rule_and_its_tags_are_read_as_they_were()
    {
        await using var set = await SetAsync([Lag.Seconds(1)], Ssh);
        string id = (await set.RulesAsync())[0].SecurityGroupRuleId;

        await set.NarrowAsync("203.0.113.5/32");
        await set.Client.CreateTagsAsync(new CreateTagsRequest([id], [new Amazon.EC2.Model.Tag("owner", "b")]), Cancellation);

        Assert.Equal(["22 0.0.0.0/0 everybody owner=a"], await set.ReadAsync());
        set.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["22 203.0.113.5/32 everybody owner=b"], await set.ReadAsync());
    }

    [Fact]
    public async Task Replicas_that_differ_answer_in_turns_that_the_seed_decides()
    {
        await using var set = await SetAsync([Lag.None, Lag.Seconds(1)], Ssh);
        await set.ReadAsync();
        await set.RevokeAsync(Ssh);

        var counts = new HashSet<int>();
        for (int read = 0; read < 40; read++)
        {
            counts.Add((await set.ReadAsync()).Count);
        }

        Assert.Equal([0, 1], counts.Order());
        set.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await set.ReadAsync());
    }

    [Fact]
    public async Task A_deleted_group_is_read_a_while_longer_and_refuses_edits_at_once()
    {
        await using var set = await SetAsync([Lag.Seconds(0, 1)], Ssh);
        await set.ReadAsync();

        await set.Client.DeleteSecurityGroupAsync(new DeleteSecurityGroupRequest { GroupId = set.Group.Id }, Cancellation);

        Assert.Single(await set.ReadAsync());
        Assert.Equal(set.Group.Id, (await set.DescribeAsync()).GroupId);
        Assert.Equal("InvalidGroup.NotFound", await RefusalAsync(() => set.RevokeAsync(Ssh)));
        set.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await set.ReadAsync());
        Assert.Equal("InvalidGroup.NotFound", await RefusalAsync(() => set.DescribeAsync()));
    }

    [Fact]
    public async Task The_answer_to_an_edit_names_every_rule()
    {
        await using var set = await SetAsync([Lag.Seconds(9)], Ssh, Web);

        AuthorizeSecurityGroupIngressResponse added = await set.AuthorizeAsync(Office, Ingress.Everything("2001:db8::/32"));
        RevokeSecurityGroupIngressResponse removed = await set.RevokeAsync(Ssh, Web);

        Assert.Equal(["198.51.100.0/24", "2001:db8::/32"], added.SecurityGroupRules.Select(rule => rule.CidrIpv4 ?? rule.CidrIpv6).Order());
        Assert.Equal([22, 443], removed.RevokedSecurityGroupRules.Select(rule => rule.FromPort!.Value).Order());
        Assert.Empty(removed.UnknownIpPermissions ?? []);
    }

    [Fact]
    public async Task A_call_is_carried_out_whole_or_not_at_all()
    {
        await using var set = await SetAsync([Lag.None], Ssh);

        Assert.Equal("InvalidPermission.Duplicate", await RefusalAsync(() => set.AuthorizeAsync(Office, Ssh)));
        Assert.Equal("InvalidPermission.NotFound", await RefusalAsync(() => set.RevokeAsync(Ssh, Web)));
        Assert.Equal("InvalidParameterValue", await RefusalAsync(() => set.AuthorizeAsync(Office, Office)));

        Assert.Equal(["22 0.0.0.0/0 everybody owner=a"], await set.ReadAsync());
    }

    [Fact]
    public async Task A_default_vpc_names_the_permissions_that_it_does_not_know_and_revokes_the_others()
    {
        await using var set = await SetAsync([Lag.None], defaultVpc: true, Ssh, Web);

        RevokeSecurityGroupIngressResponse answer = await set.RevokeAsync(Ssh, Office);
        RevokeSecurityGroupIngressResponse again = await set.RevokeAsync(Ssh);

        Assert.Equal("198.51.100.0/24", Assert.Single(answer.UnknownIpPermissions).Ipv4Ranges[0].CidrIp);
        Assert.Single(answer.RevokedSecurityGroupRules);
        Assert.Equal(22, Assert.Single(again.UnknownIpPermissions).FromPort);
        Assert.Equal(["443 0.0.0.0/0 web "], await set.ReadAsync());
    }

    [Fact]
    public async Task A_rule_that_was_modified_is_not_hit_by_what_it_was()
    {
        await using var set = await SetAsync([Lag.None], Ssh);

        await set.NarrowAsync("203.0.113.5/32");

        Assert.Equal("InvalidPermission.NotFound", await RefusalAsync(() => set.RevokeAsync(Ssh)));
        await set.RevokeAsync(Ssh with { Source = "203.0.113.5/32" });
        Assert.Empty(await set.ReadAsync());
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await using var set = await SetAsync([Lag.None], Ssh);

        Assert.Equal("DryRunOperation", await RefusalAsync(() => set.RevokeAsync(dryRun: true, Ssh)));

        Assert.Single(await set.ReadAsync());
    }

    private static async Task<string> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAsync<AmazonEC2Exception>(act)).ErrorCode;

    private Task<Setting> SetAsync(Lag[] replicas, params Ingress[] rules) => SetAsync(replicas, defaultVpc: false, rules);

    private async Task<Setting> SetAsync(Lag[] replicas, bool defaultVpc, params Ingress[] rules)
    {
        AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        SecurityGroup group = await world.SecurityGroupAsync(await world.PublicNetworkAsync(Cancellation), "bastion", Cancellation, rules);
        var clock = new FakeTimeProvider();
        var ec2 = new LaggingEc2(world, replicas, seed: 1, clock) { IsDefaultVpc = defaultVpc };
        return new Setting(world, group, clock, ec2, new AwsProxy(world.Endpoint) { Ec2 = ec2 });
    }

    private sealed class Setting(AwsWorld world, SecurityGroup group, FakeTimeProvider clock, LaggingEc2 ec2, AwsProxy proxy) : IAsyncDisposable
    {
        public AwsWorld World => world;

        public SecurityGroup Group => group;

        public FakeTimeProvider Clock => clock;

        public LaggingEc2 Ec2 => ec2;

        public AmazonEC2Client Client { get; } = new(
            new SessionAWSCredentials(world.Keys.AccessKeyId, world.Keys.SecretAccessKey, world.Keys.SessionToken),
            new AmazonEC2Config { ServiceURL = proxy.Address.ToString(), AuthenticationRegion = world.Keys.Region, MaxErrorRetry = 0 });

        public async Task<IReadOnlyList<SecurityGroupRule>> RulesAsync() =>
        [
            .. ((await Client.DescribeSecurityGroupRulesAsync(
                new DescribeSecurityGroupRulesRequest { Filters = [new Filter("group-id", [group.Id])] }, Cancellation)).SecurityGroupRules ?? [])
                .Where(rule => rule.IsEgress != true),
        ];

        public async Task<IReadOnlyList<string>> ReadAsync() =>
        [
            .. (await RulesAsync())
                .Select(rule => $"{rule.FromPort} {rule.CidrIpv4} {rule.Description} {Ingress.Join((rule.Tags ?? []).Select(tag => (tag.Key, tag.Value)))}")
                .Order(StringComparer.Ordinal),
        ];

        public async Task<Amazon.EC2.Model.SecurityGroup> DescribeAsync() =>
            (await Client.DescribeSecurityGroupsAsync(new DescribeSecurityGroupsRequest { GroupIds = [group.Id] }, Cancellation)).SecurityGroups[0];

        public Task<AuthorizeSecurityGroupIngressResponse> AuthorizeAsync(params Ingress[] rules) => Client.AuthorizeSecurityGroupIngressAsync(
            new AuthorizeSecurityGroupIngressRequest { GroupId = group.Id, IpPermissions = [.. rules.Select(rule => rule.ToPermission())] }, Cancellation);

        public Task<RevokeSecurityGroupIngressResponse> RevokeAsync(params Ingress[] rules) => RevokeAsync(dryRun: false, rules);

        public Task<RevokeSecurityGroupIngressResponse> RevokeAsync(bool dryRun, params Ingress[] rules) => Client.RevokeSecurityGroupIngressAsync(
            new RevokeSecurityGroupIngressRequest
            {
                GroupId = group.Id,
                IpPermissions = [.. rules.Select(rule => (rule with { Description = null }).ToPermission())],
                DryRun = dryRun ? true : null,
            },
            Cancellation);

        public async Task NarrowAsync(string cidr) => await Client.ModifySecurityGroupRulesAsync(
            new ModifySecurityGroupRulesRequest
            {
                GroupId = group.Id,
                SecurityGroupRules =
                [
                    new SecurityGroupRuleUpdate
                    {
                        SecurityGroupRuleId = (await RulesAsync())[0].SecurityGroupRuleId,
                        SecurityGroupRule = new SecurityGroupRuleRequest { IpProtocol = "tcp", FromPort = 22, ToPort = 22, CidrIpv4 = cidr },
                    },
                ],
            },
            Cancellation);

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await proxy.DisposeAsync();
            ec2.Dispose();
            world.Dispose();
        }
    }
}
