using System.Text.RegularExpressions;
using Amazon.EC2;
using ScanResponder.Accounts;

namespace ScanResponder.Aws;

/// <summary>The Regions of the account whose credentials the function has, with one client for each.</summary>
public sealed partial class AwsAccounts : IAccounts, IDisposable
{
    private readonly string? _ownAccountId;
    private readonly Func<string, IAmazonEC2> _connect;
    private readonly Dictionary<string, IAmazonEC2> _clients = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Findings of this account can be looked into and acted on; those of any other are refused.</summary>
    /// <param name="ownAccountId">
    /// The twelve digits of the account that the credentials belong to. Null where it is not known: then the credentials are used for every
    /// finding. That is harmless, since ids of instances and groups are unique across accounts, so that in a wrong account nothing is found
    /// and nothing changed; but the alert then says "not found" where it could have said why.
    /// </param>
    public AwsAccounts(string? ownAccountId)
        : this(ownAccountId, AwsClients.Ec2)
    {
    }

    internal AwsAccounts(string? ownAccountId, Func<string, IAmazonEC2> connect)
    {
        _ownAccountId = ownAccountId;
        _connect = connect;
    }

    /// <inheritdoc/>
    public Task<IAccount> OpenAsync(string accountId, string region, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_ownAccountId is not null && accountId != _ownAccountId)
        {
            return Task.FromException<IAccount>(new AccountException(
                AccountErrorKind.Denied,
                "sts:AssumeRole",
                accountId,
                $"The finding is from account {AwsErrors.Quote(accountId)}, the function belongs to account {_ownAccountId} and has no way "
                + "into another. Deploy it in the finding's account too."));
        }

        // The name becomes part of a host's name that signed requests are sent to.
        if (!RegionName().IsMatch(region))
        {
            return Task.FromException<IAccount>(new AccountException(
                AccountErrorKind.Rejected,
                "ec2:DescribeInstances",
                region,
                $"The finding's Region is '{AwsErrors.Quote(region)}', which is not the name of a Region such as eu-west-1."));
        }

        try
        {
            return Task.FromResult<IAccount>(new Ec2Account(ClientOf(region)));
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            // The SDK looks for credentials as soon as a client is made.
            var call = new AwsCall("sts:GetCallerIdentity", $"open {region} of account {AwsErrors.Quote(accountId)}", accountId);
            return Task.FromException<IAccount>(AwsErrors.Translate(error, call));
        }
    }

    /// <summary>Closes the clients.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var client in _clients.Values)
                client.Dispose();
            _clients.Clear();
        }
    }

    private IAmazonEC2 ClientOf(string region)
    {
        lock (_gate)
        {
            if (!_clients.TryGetValue(region, out var client))
                _clients[region] = client = _connect(region);
            return client;
        }
    }

    [GeneratedRegex(@"^[a-z]{2,8}(-[a-z]{2,12}){1,3}-[0-9]{1,2}\z")]
    private static partial Regex RegionName();
}
