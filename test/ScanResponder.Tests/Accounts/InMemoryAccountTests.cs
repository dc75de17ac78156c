using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Accounts;

/// <summary>What EC2 and SNS do and moto does not, and what only this account can.</summary>
public sealed class InMemoryAccountTests
{
    private static readonly Traffic Ssh = new Traffic.Tcp(PortRange.Of(22));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_duplicate_anywhere_in_the_request_adds_nothing()
    {
        var account = Account(Rule("sgr-1", "203.0.113.0/24"));
        var before = account.Snapshot;

        var error = await Assert.ThrowsAsync<AccountException>(
            () => AddAsync(account, Draft("192.0.2.0/24"), Draft("203.0.113.0/24")));

        Assert.Equal(AccountErrorKind.Duplicate, error.Kind);
        Assert.Equal(before, account.Snapshot);
    }

    [Fact]
    public async Task Two_equal_rules_in_one_request_are_rejected()
    {
        var account = Account();

        var error = await Assert.ThrowsAsync<AccountException>(() => AddAsync(account, Draft("192.0.2.0/24"), Draft("192.0.2.99/24")));

        Assert.Equal(AccountErrorKind.Rejected, error.Kind);
        Assert.Empty(account.Snapshot.Groups[0].Rules);
    }

    [Fact]
    public async Task Each_family_has_its_own_quota_and_a_prefix_list_counts_as_its_entries()
    {
        var account = new InMemoryAccount(
            Snapshot(Rule("sgr-1", "192.0.2.0/24")) with { PrefixLists = [new("pl-1", [Cidr.Parse("10.0.0.0/8"), Cidr.Parse("172.16.0.0/12")])] },
            rulesPerGroup: 2);

        await AddAsync(account, Draft("2001:db8::/32"), Draft("2001:db8:1::/48"));
        var tooMany = await Assert.ThrowsAsync<AccountException>(
            () => AddAsync(account, new RuleDraft(Ssh, new RuleSource.PrefixList("pl-1"), null)));
        await AddAsync(account, Draft("198.51.100.0/24"));
        var reference = await Assert.ThrowsAsync<AccountException>(
            () => AddAsync(account, new RuleDraft(Ssh, new RuleSource.Group("sg-9", null), null)));

        Assert.Equal(AccountErrorKind.QuotaExceeded, tooMany.Kind);
        Assert.Equal(AccountErrorKind.QuotaExceeded, reference.Kind);
        Assert.Equal(4, account.Snapshot.Groups[0].Rules.Length);
    }

    [Fact]
    public async Task An_unknown_prefix_list_is_not_found()
    {
        var error = await Assert.ThrowsAsync<AccountException>(() => Account().PrefixListAsync("pl-0", Token));

        Assert.Equal(AccountErrorKind.NotFound, error.Kind);
    }

    [Theory]
    [InlineData("naïve")]
    [InlineData("a\nb")]
    [InlineData("a\n")]
    [InlineData("\"quoted\"")]
    public async Task A_description_that_ec2_does_not_allow_is_rejected(string description)
    {
        var error = await Assert.ThrowsAsync<AccountException>(
            () => AddAsync(Account(), Draft("192.0.2.0/24") with { Description = description }));

        Assert.Equal(AccountErrorKind.Rejected, error.Kind);
    }

    [Fact]
    public async Task A_tag_of_aws_is_rejected_on_new_rules_and_on_old_ones()
    {
        var account = Account(Rule("sgr-1", "192.0.2.0/24"));
        var reserved = TagSet.Of(KeyValuePair.Create("aws:cloudformation:stack-name", "s"));

        var added = await Assert.ThrowsAsync<AccountException>(
            () => account.AuthorizeAsync("sg-1", [Draft("10.0.0.0/8")], reserved, dryRun: false, Token));
        var tagged = await Assert.ThrowsAsync<AccountException>(() => account.TagRulesAsync(["sgr-1"], reserved, Token));

        Assert.Equal((AccountErrorKind.Rejected, AccountErrorKind.Rejected), (added.Kind, tagged.Kind));
    }

    [Fact]
    public async Task Any_protocol_can_be_added()
    {
        var account = Account();

        await AddAsync(account, new RuleDraft(new Traffic.Other("47"), new RuleSource.Block(Cidr.Parse("192.0.2.0/24")), null));

        Assert.Equal(new Traffic.Other("47"), Assert.Single(account.Snapshot.Groups[0].Rules).Traffic);
    }

    [Fact]
    public async Task Rule_ids_are_the_same_each_time_and_never_those_of_other_rules()
    {
        var first = Account(Rule("sgr-00000000000000001", "203.0.113.0/24"));
        var second = Account(Rule("sgr-00000000000000001", "203.0.113.0/24"));

        var added = await AddAsync(first, Draft("192.0.2.0/24"));
        await AddAsync(second, Draft("192.0.2.0/24"));

        Assert.Equal("sgr-00000000000000002", Assert.Single(added).Id);
        Assert.Equal(first.Snapshot.Groups[0].Rules, second.Snapshot.Groups[0].Rules);
    }

    [Fact]
    public async Task Of_many_who_add_the_same_rule_at_once_one_does()
    {
        var account = Account();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            try
            {
                return (await AddAsync(account, Draft("192.0.2.0/24"))).Length;
            }
            catch (AccountException error) when (error.Kind is AccountErrorKind.Duplicate)
            {
                return 0;
            }
        })));

        Assert.Equal(1, outcomes.Sum());
        Assert.Single(account.Snapshot.Groups[0].Rules);
    }

    [Fact]
    public async Task A_snapshot_stays_as_it_was()
    {
        var account = Account(Rule("sgr-1", "0.0.0.0/0"));
        var before = account.Snapshot;

        await account.RevokeAsync("sg-1", [Permission.Of(before.Groups[0].Rules[0])], dryRun: false, Token);

        Assert.Single(before.Groups[0].Rules);
        Assert.Empty(account.Snapshot.Groups[0].Rules);
        Assert.NotEqual(before, account.Snapshot);
    }

    [Fact]
    public async Task It_opens_for_its_own_account_or_where_it_names_none_for_any()
    {
        var any = Account();
        var own = new InMemoryAccount(Snapshot() with { AccountId = "111111111111" });

        Assert.Same(any, await any.OpenAsync(FindingIn("222222222222", "eu-west-1"), Token));
        Assert.Same(own, await own.OpenAsync(FindingIn("111111111111", "eu-west-1"), Token));
        var error = await Assert.ThrowsAsync<AccountException>(() => own.OpenAsync(FindingIn("222222222222", "eu-west-1"), Token));
        Assert.Equal(AccountErrorKind.Denied, error.Kind);
    }

    [Fact]
    public async Task What_is_published_is_kept_in_order()
    {
        var account = Account();
        AlertMessage first = new("One", """{"default":"1"}"""), second = new("Two", """{"default":"2"}""");

        var ids = new[] { await account.PublishAsync(first, Token), await account.PublishAsync(second, Token) };

        Assert.Equal([first, second], account.Published);
        Assert.Distinct(ids);
    }

    [Theory]
    [InlineData("", """{"default":"1"}""")]
    [InlineData("Ünlesbar", """{"default":"1"}""")]
    [InlineData("two\nlines", """{"default":"1"}""")]
    [InlineData("fine", "text")]
    [InlineData("fine", """{"email":"1"}""")]
    [InlineData("fine", """{"default":1}""")]
    [InlineData("fine", """["default"]""")]
    public async Task What_sns_would_not_take_is_not_taken(string subject, string message)
    {
        var account = Account();

        await Assert.ThrowsAsync<AlertNotDeliveredException>(() => account.PublishAsync(new(subject, message), Token));

        Assert.Empty(account.Published);
    }

    [Fact]
    public async Task Subjects_and_messages_have_a_greatest_length()
    {
        var account = Account();

        await Assert.ThrowsAsync<AlertNotDeliveredException>(() => account.PublishAsync(new(new('s', 100), """{"default":"1"}"""), Token));
        await Assert.ThrowsAsync<AlertNotDeliveredException>(
            () => account.PublishAsync(new("s", $$"""{"default":"{{new string('é', 131_072)}}"}"""), Token));
    }

    private static InMemoryAccount Account(params IngressRule[] rules) => new(Snapshot(rules));

    private static AccountSnapshot Snapshot(params IngressRule[] rules) => AccountSnapshot.Empty with
    {
        Groups = [new("sg-1", "ssh", "123456789012", "vpc-1", TagSet.Empty, [.. rules], [IpFamily.IPv4])],
    };

    private static IngressRule Rule(string id, string cidr) =>
        new(id, "sg-1", Ssh, new RuleSource.Block(Cidr.Parse(cidr)), null, TagSet.Empty);

    private static RuleDraft Draft(string cidr) => new(Ssh, new RuleSource.Block(Cidr.Parse(cidr)), null);

    private static Task<System.Collections.Immutable.ImmutableArray<IngressRule>> AddAsync(InMemoryAccount account, params RuleDraft[] drafts) =>
        account.AuthorizeAsync("sg-1", drafts, TagSet.Empty, dryRun: false, Token);

    private static Finding FindingIn(string accountId, string region) =>
        new() { Id = "f", Type = "Recon:EC2/Portscan", Kind = FindingKind.All[0], AccountId = accountId, Region = region, Partition = "aws" };
}
