using Amazon.EC2;
using Amazon.Runtime;
using ScanResponder.Accounts;
using ScanResponder.Aws;
using ScanResponder.Aws.Ec2;
using ScanResponder.Tests.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Aws;

public sealed class AwsAccountsTests
{
    private const string Own = "111111111111";

    private readonly List<string> _connected = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_region_of_the_own_account_gets_one_client()
    {
        using var accounts = new AwsAccounts(Own, Connect);

        await accounts.OpenAsync(FindingIn(Own, "eu-west-1"), Token);
        await accounts.OpenAsync(FindingIn(Own, "us-gov-west-1"), Token);
        await accounts.OpenAsync(FindingIn(Own, "eu-west-1"), Token);

        Assert.Equal(["eu-west-1", "us-gov-west-1"], _connected);
    }

    [Fact]
    public async Task Another_account_has_no_way_in()
    {
        using var accounts = new AwsAccounts(Own, Connect);

        var error = await Assert.ThrowsAsync<AccountException>(() => accounts.OpenAsync(FindingIn("222222222222", "eu-west-1"), Token));

        Assert.Equal((AccountErrorKind.Denied, "sts:AssumeRole", "222222222222"), (error.Kind, error.Action, error.Resource));
        Assert.Contains(Own, error.Message, StringComparison.Ordinal);
        Assert.Empty(_connected);
    }

    [Fact]
    public async Task Where_the_own_account_is_not_known_the_credentials_are_used_for_every_finding()
    {
        using var accounts = new AwsAccounts(null, Connect);

        Assert.IsType<Ec2Account>(await accounts.OpenAsync(FindingIn("222222222222", "eu-west-1"), Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("global")]
    [InlineData("eu-west-1.example.com/")]
    [InlineData("EU-WEST-1")]
    [InlineData("eu-west-1\n")]
    public async Task What_is_not_the_name_of_a_region_never_becomes_a_host(string region)
    {
        using var accounts = new AwsAccounts(Own, Connect);

        var error = await Assert.ThrowsAsync<AccountException>(() => accounts.OpenAsync(FindingIn(Own, region), Token));

        Assert.Equal(AccountErrorKind.Rejected, error.Kind);
        Assert.Empty(_connected);
    }

    [Fact]
    public void A_client_signs_for_its_own_region_and_does_not_wait_long()
    {
        var config = AwsClients.Configured(new AmazonEC2Config(), "ap-southeast-2");

        Assert.Equal("ap-southeast-2", config.RegionEndpoint.SystemName);
        Assert.Equal("ap-southeast-2", config.AuthenticationRegion);
        Assert.Equal(AwsClients.Timeout, config.Timeout);
        Assert.Equal(AwsClients.Retries, config.MaxErrorRetry);
    }

    [Fact]
    public async Task Missing_credentials_are_the_accounts_error_and_are_looked_for_again_the_next_time()
    {
        var attempts = 0;
        using var accounts = new AwsAccounts(Own, region => attempts++ == 0 ? throw new AmazonClientException("No credentials.") : Connect(region));

        var error = await Assert.ThrowsAsync<AccountException>(() => accounts.OpenAsync(FindingIn(Own, "eu-west-1"), Token));

        Assert.Equal(AccountErrorKind.Unavailable, error.Kind);
        Assert.Equal(
            $"Could not open eu-west-1 of account {Own}: the AWS SDK could not ask EC2 (No credentials). Check the function's Region, its credentials and its network path to AWS.",
            error.Message);
        Assert.IsType<Ec2Account>(await accounts.OpenAsync(FindingIn(Own, "eu-west-1"), Token));
    }

    private static Finding FindingIn(string accountId, string region) =>
        new() { Id = "f", Type = "Recon:EC2/Portscan", Kind = FindingKind.All[0], AccountId = accountId, Region = region, Partition = "aws" };

    private AmazonEC2Client Connect(string region)
    {
        _connected.Add(region);
        return new ScriptedAws(_ => throw new InvalidOperationException()).Ec2();
    }
}
