using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using ScanResponder.Accounts;
using ScanResponder.Aws.Ec2;
using ScanResponder.Tests.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Aws;

public sealed class RoleSessionsTests
{
    private const string Member = "222222222222";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero));
    private readonly ScriptedAws _aws;

    public RoleSessionsTests() => _aws = new(_ => (HttpStatusCode.OK, $"""
        <AssumeRoleResponse><AssumeRoleResult><Credentials>
          <AccessKeyId>key</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
          <Expiration>{_time.GetUtcNow().AddHours(1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}</Expiration>
        </Credentials></AssumeRoleResult></AssumeRoleResponse>
        """));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_role_is_assumed_in_the_findings_account_in_the_name_of_the_finding()
    {
        using var sessions = Sessions(_aws);

        await sessions.OpenAsync(FindingOf(Member) with { Partition = "aws-us-gov" }, Token);

        var request = Assert.Single(_aws.Requests);
        Assert.Equal("arn:aws-us-gov:iam::222222222222:role/scan-responder-member", request["RoleArn"]);
        Assert.Equal(("scan-responder-finding-1", "scan-responder-finding-1"), (request["RoleSessionName"], request["SourceIdentity"]));
        Assert.Equal("scan-responder-111111111111", request["ExternalId"]);
    }

    [Fact]
    public async Task A_session_is_used_for_its_finding_until_shortly_before_it_ends()
    {
        using var sessions = Sessions(_aws);

        var first = await sessions.OpenAsync(FindingOf(Member), Token);
        _time.Advance(TimeSpan.FromMinutes(54));
        var second = await sessions.OpenAsync(FindingOf(Member), Token);
        _time.Advance(TimeSpan.FromMinutes(2));
        var third = await sessions.OpenAsync(FindingOf(Member), Token);

        Assert.Same(first, second);
        Assert.NotSame(first, third);
        Assert.Equal(2, _aws.Requests.Count);
    }

    [Fact]
    public async Task Each_finding_gets_a_session_in_its_own_name_in_each_account()
    {
        using var sessions = Sessions(_aws);

        await sessions.OpenAsync(FindingOf(Member), Token);
        await sessions.OpenAsync(FindingOf(Member) with { Id = "finding-2" }, Token);
        await sessions.OpenAsync(FindingOf("333333333333"), Token);
        await sessions.OpenAsync(FindingOf(Member), Token);
        await sessions.OpenAsync(FindingOf(Member) with { Id = "finding-2" }, Token);

        Assert.Equal(
            ["scan-responder-finding-1", "scan-responder-finding-2", "scan-responder-finding-1"], _aws.Requests.Select(request => request["RoleSessionName"]));
    }

    [Fact]
    public async Task The_sessions_of_the_last_findings_are_kept_and_no_more()
    {
        using var sessions = Sessions(_aws);

        for (var number = 0; number <= RoleSessions.Most; number++)
        {
            await sessions.OpenAsync(FindingOf(Member) with { Id = $"finding-{number}" }, Token);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await sessions.OpenAsync(FindingOf(Member) with { Id = "finding-1" }, Token);
        Assert.Equal(RoleSessions.Most + 1, _aws.Requests.Count);

        await sessions.OpenAsync(FindingOf(Member) with { Id = "finding-0" }, Token);
        Assert.Equal(RoleSessions.Most + 2, _aws.Requests.Count);
    }

    [Fact]
    public async Task Who_ask_at_the_same_time_share_one_session()
    {
        using var sessions = Sessions(_aws);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => sessions.OpenAsync(FindingOf(Member), Token)));

        Assert.Single(_aws.Requests);
    }

    [Fact]
    public async Task A_refusal_names_the_role_and_what_its_trust_policy_lacks()
    {
        using var sessions = Sessions(ScriptedAws.SnsError(HttpStatusCode.Forbidden, "AccessDenied", "not authorized to perform: sts:AssumeRole"));

        var error = await Assert.ThrowsAsync<AccountException>(() => sessions.OpenAsync(FindingOf(Member), Token));

        Assert.Equal((AccountErrorKind.Denied, "sts:AssumeRole", Member), (error.Kind, error.Action, error.Resource));
        Assert.Contains("arn:aws:iam::222222222222:role/scan-responder-member", error.Message, StringComparison.Ordinal);
        Assert.Contains("the external id scan-responder-111111111111", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1ab92989eaf0e742df4a014d5c0a841e", "scan-responder-1ab92989eaf0e742df4a014d5c0a841e")]
    [InlineData("a b\n/:\u202eé", "scan-responder-a-b-----")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", "scan-responder-0123456789012345678901234567890123456789012345678")]
    public void A_sessions_name_is_one_that_AWS_takes(string findingId, string name) =>
        Assert.Equal(name, RoleSessions.NameFor((FindingOf(Member) with { Id = findingId }).Key));

    private RoleSessions Sessions(ScriptedAws aws) => new(new("scan-responder-member", "111111111111", "eu-west-1"), _ => aws.Sts(), _time);

    private static Finding FindingOf(string accountId) =>
        new() { Id = "finding-1", Type = "Recon:EC2/Portscan", Kind = FindingKind.All[0], AccountId = accountId, Region = "eu-west-1", Partition = "aws" };
}
