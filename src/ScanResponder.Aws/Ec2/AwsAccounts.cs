using Amazon.CloudTrail;
using Amazon.EC2;
using Amazon.IdentityManagement;
using Amazon.Runtime;
using ScanResponder.Accounts;
using ScanResponder.Aws.Logs;
using ScanResponder.Triggers;

namespace ScanResponder.Aws.Ec2;

/// <summary>
/// The account whose credentials the function has and, where there is a role for it, the other accounts of the organization, with one client for
/// each account and Region.
/// </summary>
public sealed class AwsAccounts : IAccounts, IDisposable
{
    private readonly string? _ownAccountId;
    private readonly Func<string, AWSCredentials?, IAmazonEC2> _connect;
    private readonly RoleSessions? _sessions;
    private readonly AWSCredentials? _credentials;
    private readonly HttpClientFactory? _http;
    private readonly Dictionary<(string Account, string Region), Clients> _clients = [];
    private readonly Lock _gate = new();

    /// <summary>Findings of this account, and of those into which the role leads, can be looked into and acted on; those of any other are refused.</summary>
    /// <param name="ownAccountId">
    /// The twelve digits of the account that the credentials belong to. Null where it is not known: then the credentials are used for every
    /// finding. That is harmless, since ids of instances and groups are unique across accounts, so that in a wrong account nothing is found
    /// and nothing changed; but the alert then says "not found" where it could have said why.
    /// </param>
    /// <param name="memberRole">The way into other accounts; null for none.</param>
    /// <param name="http">What carries requests; null for .NET's own HTTP.</param>
    public AwsAccounts(string? ownAccountId, MemberRole? memberRole = null, HttpClientFactory? http = null)
        : this(
            ownAccountId,
            (region, credentials) => AwsClients.Ec2(region, credentials, http),
            memberRole is null ? null : new(memberRole, region => AwsClients.Sts(region, http), TimeProvider.System)) => _http = http;

    /// <summary>Findings of the account that these credentials belong to, and of no other.</summary>
    /// <param name="ownAccountId">The twelve digits of that account.</param>
    /// <param name="credentials">The credentials; null for the default chain.</param>
    internal AwsAccounts(string ownAccountId, AWSCredentials? credentials)
        : this(ownAccountId, (region, own) => AwsClients.Ec2(region, own), null) => _credentials = credentials;

    internal AwsAccounts(string? ownAccountId, Func<string, IAmazonEC2> connect)
        : this(ownAccountId, (region, _) => connect(region), null)
    {
    }

    internal AwsAccounts(string? ownAccountId, Func<string, AWSCredentials?, IAmazonEC2> connect, RoleSessions? sessions)
    {
        _ownAccountId = ownAccountId;
        _connect = connect;
        _sessions = sessions;
    }

    /// <inheritdoc/>
    public async Task<IAccount> OpenAsync(AwsScope scope, TriggerKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var account = AwsErrors.Quote(scope.AccountId);

        // Both names become part of what requests are signed and sent to.
        if (!AwsScope.IsRegion(scope.Region))
        {
            throw new AccountException(
                AccountErrorKind.Rejected,
                "ec2:DescribeInstances",
                scope.Region,
                $"The finding's Region is '{AwsErrors.Quote(scope.Region)}', which is not the name of a Region such as eu-west-1.");
        }

        var isOwn = _ownAccountId is null || scope.AccountId == _ownAccountId;
        if (!isOwn && _sessions is null)
        {
            throw new AccountException(
                AccountErrorKind.Denied,
                "sts:AssumeRole",
                scope.AccountId,
                $"The finding is from account {account}, but the credentials are of account {_ownAccountId} and there is no role "
                + "for other accounts. Deploy the function in the finding's account too, or deploy infra/member-role.yaml there and name the role in RESPONDER_MEMBER_ROLE.");
        }

        if (!isOwn && !AwsScope.IsAccountId(scope.AccountId))
            throw new AccountException(AccountErrorKind.Rejected, "sts:AssumeRole", scope.AccountId, $"'{account}' is not an account id.");

        try
        {
            var credentials = isOwn ? _credentials : await _sessions!.OpenAsync(scope, key, cancellationToken);
            var role = isOwn ? null : _sessions!.NameIn(scope);
            var clients = ClientsOf(isOwn ? "" : scope.AccountId, scope.Region, credentials);
            return new Ec2Account(clients.Ec2, isComplete: _ownAccountId is not null)
            {
                History = new CloudTrailHistory(clients.Trail, role),
                Name = clients.AliasAsync,
                Role = role,
            };
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            // The SDK looks for credentials as soon as a client is made.
            throw AwsErrors.Translate(error, new AwsCall("sts:GetCallerIdentity", $"open {scope.Region} of account {account}", scope.AccountId));
        }
    }

    /// <summary>Closes the clients.</summary>
    public void Dispose()
    {
        _sessions?.Dispose();
        lock (_gate)
        {
            foreach (var clients in _clients.Values)
            {
                clients.Ec2.Dispose();
                if (clients.Trail.IsValueCreated)
                    clients.Trail.Value.Dispose();
                if (clients.Iam.IsValueCreated)
                    clients.Iam.Value.Dispose();
            }

            _clients.Clear();
        }
    }

    private Clients ClientsOf(string account, string region, AWSCredentials? credentials)
    {
        lock (_gate)
        {
            // A client of a session that has ended is left to the garbage collector: a call may still be using it.
            if (_clients.TryGetValue((account, region), out var known) && ReferenceEquals(known.Credentials, credentials))
                return known;
            return _clients[(account, region)] = new(
                credentials,
                _connect(region, credentials),
                new(() => AwsClients.CloudTrail(region, credentials, _http), LazyThreadSafetyMode.PublicationOnly),
                new(() => AwsClients.Iam(region, credentials, _http)));
        }
    }

    private sealed record Clients(AWSCredentials? Credentials, IAmazonEC2 Ec2, Lazy<IAmazonCloudTrail> Trail, Lazy<IAmazonIdentityManagementService> Iam)
    {
        /// <summary>The account's alias; null where it has none, or nobody may know or says.</summary>
        internal async Task<string?> AliasAsync(CancellationToken cancellationToken)
        {
            try
            {
                return (await Iam.Value.ListAccountAliasesAsync(new(), cancellationToken)).AccountAliases?.FirstOrDefault();
            }
            catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
            {
                return null;
            }
        }
    }
}
