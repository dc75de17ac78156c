using System.Collections.Immutable;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using ScanResponder.Accounts;
using ScanResponder.Aws.Api;
using ScanResponder.Aws.Logs;
using ScanResponder.Evidence;
using ScanResponder.Triggers;

namespace ScanResponder.Aws.Ec2;

/// <summary>
/// The account that a user's credentials belong to: who that is, which Regions it has, and the way into each. Its calls are patient, since whole Regions
/// are read: each attempt may take half a minute, and what is throttled is tried again for some minutes.
/// </summary>
public sealed class OwnAccount : IDisposable
{
    private const string FirstRegion = "us-east-1";
    private const int Retries = 8;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly AWSCredentials? _credentials;
    private readonly Lazy<AmazonSecurityTokenServiceClient> _sts;
    private readonly List<IDisposable> _clients = [];
    private readonly Lock _gate = new();

    /// <summary>The account of a profile, or of the default credential chain.</summary>
    /// <param name="profile">The profile's name in the files of the AWS CLI; null for the default chain.</param>
    /// <exception cref="AccountException">There is no such profile, or it has no credentials.</exception>
    public OwnAccount(string? profile)
    {
        _sts = new(Sts);
        if (profile is null)
        {
            Region = FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName;
            return;
        }

        var profiles = new CredentialProfileStoreChain();
        if (!profiles.TryGetAWSCredentials(profile, out _credentials))
            throw new AccountException(AccountErrorKind.Denied, "sts:GetCallerIdentity", null, $"There is no AWS profile '{AwsErrors.Quote(profile)}' with credentials.");
        Region = profiles.TryGetProfile(profile, out var found) ? found.Region?.SystemName : null;
    }

    private OwnAccount(AWSCredentials credentials, string? region)
    {
        (_credentials, Region) = (credentials, region);
        _sts = new(Sts);
    }

    /// <summary>The accounts of the organization that these credentials may list.</summary>
    /// <returns>The id of each, its name, and its state, such as <c>ACTIVE</c>; null where AWS does not tell it.</returns>
    /// <exception cref="AccountException">AWS does not say.</exception>
    public async Task<ImmutableArray<(string Id, string Name, string? State)>> AccountsAsync(CancellationToken cancellationToken)
    {
        var accounts = ImmutableArray.CreateBuilder<(string, string, string?)>();
        var api = Api(Region ?? FirstRegion);
        try
        {
            string? next = null;
            do
            {
                // A page may be empty and still not be the last one. Status is what State was called before September 2026.
                var page = await api.AskAsync(new(ApiService.Organizations, "ListAccounts", next is null ? [] : new() { ["NextToken"] = next }), cancellationToken);
                foreach (var account in page["Accounts"]?.AsArray() ?? [])
                    accounts.Add(((string?)account?["Id"] ?? "", (string?)account?["Name"] ?? "", (string?)account?["State"] ?? (string?)account?["Status"]));
                next = (string?)page["NextToken"];
            }
            while (!string.IsNullOrEmpty(next));
            return accounts.ToImmutable();
        }
        catch (ApiException exception)
        {
            throw new AccountException(AccountErrorKind.Denied, "organizations:ListAccounts", null, $"The accounts of the organization could not be listed: {exception.Message}.", exception);
        }
    }

    /// <summary>Another account, through a role that its trust policy lets these credentials assume. Whether it does shows when something is asked.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="role">The role's name.</param>
    /// <param name="ownAccountId">The account that these credentials belong to, which the external id names.</param>
    public OwnAccount Enter(string partition, string accountId, string role, string ownAccountId)
    {
        var member = new MemberRole(role, ownAccountId, Region ?? FirstRegion);
        return Kept(new OwnAccount(new RoleCredentials(_sts.Value, member.ArnIn(partition, accountId), member.ExternalId), Region));
    }

    /// <summary>The Region of the profile or the environment; null where neither names one.</summary>
    public string? Region { get; }

    /// <summary>Whose credentials these are: the account's twelve digits and its partition.</summary>
    /// <exception cref="AccountException">AWS does not say.</exception>
    public async Task<(string AccountId, string Partition)> IdentifyAsync(CancellationToken cancellationToken)
    {
        var call = new AwsCall("sts:GetCallerIdentity", "find out whose credentials these are", null);
        var answer = await AwsErrors.AskAsync(
            "STS",
            call,
            () => _sts.Value.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken),
            cancellationToken);
        return (answer.Account, answer.Arn?.Split(':') is [_, { Length: > 0 } partition, ..] ? partition : "aws");
    }

    /// <summary>All Regions of the partition, and whether each is enabled for the account.</summary>
    /// <exception cref="AccountException">AWS does not say.</exception>
    public async Task<ImmutableArray<(string Region, bool IsEnabled)>> RegionsAsync(CancellationToken cancellationToken)
    {
        var call = new AwsCall("ec2:DescribeRegions", "list the Regions of the account", null);
        var answer = await AwsErrors.AskAsync(
            "EC2", call, () => Connect(Region ?? FirstRegion).DescribeRegionsAsync(new DescribeRegionsRequest { AllRegions = true }, cancellationToken), cancellationToken);
        return
        [
            .. (answer.Regions ?? []).Where(region => AwsScope.IsRegion(region.RegionName ?? ""))
                .Select(region => (region.RegionName, region.OptInStatus != "not-opted-in"))
                .OrderBy(region => region.RegionName, StringComparer.Ordinal),
        ];
    }

    /// <summary>A Region of the account.</summary>
    /// <exception cref="AccountException">There are no credentials.</exception>
    public IAccount Open(string region)
    {
        try
        {
            return new Ec2Account(Connect(region)) { History = new CloudTrailHistory(new(() => Kept(AwsClients.CloudTrail(region, _credentials)))) };
        }
        catch (AmazonClientException error)
        {
            throw AwsErrors.Translate(error, new AwsCall("sts:GetCallerIdentity", $"open {region}", null));
        }
    }

    /// <summary>The services beside EC2 in a Region.</summary>
    internal IAwsApi Api(string region) => Kept(new AwsApi(_credentials, region));

    /// <summary>The account as findings of it are answered.</summary>
    /// <param name="accountId">What <see cref="IdentifyAsync"/> says.</param>
    public IAccounts AccountsOf(string accountId) => Kept(new AwsAccounts(accountId, _credentials));

    /// <summary>What the logs of the account say, and its event history.</summary>
    /// <param name="accounts">What <see cref="AccountsOf"/> gave.</param>
    /// <param name="accountId">What <see cref="IdentifyAsync"/> says.</param>
    /// <param name="flowLogs">Where flow logs are looked for.</param>
    /// <param name="authLogs">The log group with sshd's lines; null for none.</param>
    /// <param name="timeout">How long an alert waits for them.</param>
    /// <param name="time">The clock.</param>
    public EvidenceSearch EvidenceOf(IAccounts accounts, string accountId, FlowLogPlace flowLogs, string? authLogs, TimeSpan timeout, TimeProvider time) => new(
        [
            .. AwsEvidence.Sources(accounts, accountId, Region ?? FirstRegion, flowLogs, authLogs, time, _credentials),
            new WhoOpened(accounts, time),
        ],
        timeout,
        time);

    /// <summary>Closes the clients.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _clients.ForEach(client => client.Dispose());
            _clients.Clear();
        }
    }

    private AmazonSecurityTokenServiceClient Sts()
    {
        var config = Patient(AwsClients.Configured(new AmazonSecurityTokenServiceConfig(), Region ?? FirstRegion));
        return Kept(_credentials is null ? new AmazonSecurityTokenServiceClient(config) : new AmazonSecurityTokenServiceClient(_credentials, config));
    }

    private Ec2Client Connect(string region)
    {
        var config = Patient(AwsClients.Configured(new AmazonEC2Config(), region));
        return Kept(_credentials is null ? new Ec2Client(config) : new Ec2Client(_credentials, config));
    }

    private T Kept<T>(T client)
        where T : IDisposable
    {
        lock (_gate)
            _clients.Add(client);
        return client;
    }

    private static TConfig Patient<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        config.Timeout = Timeout;
        config.MaxErrorRetry = Retries;
        return config;
    }
}
