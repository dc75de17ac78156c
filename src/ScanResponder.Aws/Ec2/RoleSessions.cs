using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using ScanResponder.Accounts;
using ScanResponder.Triggers;

namespace ScanResponder.Aws.Ec2;

/// <summary>
/// Sessions of the member role, one for each finding, whose name it carries, until shortly before it ends. All that is asked and done for a finding
/// goes through the same one.
/// </summary>
/// <param name="role">The role.</param>
/// <param name="connect">Makes the client for STS when it is first needed.</param>
/// <param name="time">The clock by which they end.</param>
internal sealed partial class RoleSessions(MemberRole role, Func<string, IAmazonSecurityTokenService> connect, TimeProvider time) : IDisposable
{
    /// <summary>A session that has less than this left is replaced, so that none ends in the middle of a change.</summary>
    internal static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>How many sessions are kept. More findings than this are never answered at the same time.</summary>
    internal const int Most = 32;

    // What AWS takes for session names and source identities.
    private const int LongestName = 64;

    private readonly Lazy<IAmazonSecurityTokenService> _sts = new(() => connect(role.Region), LazyThreadSafetyMode.PublicationOnly);
    private readonly Dictionary<(string Account, string Id), Session> _sessions = [];

    // Who reads the account and who looks for its flow logs come at the same time; one of them asks, the other takes what it got.
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>The name of a session, and its source identity, by which CloudTrail shows for which finding something was done.</summary>
    internal static string NameFor(TriggerKey key)
    {
        var name = $"scan-responder-{Unfit().Replace(key.Id, "-")}";
        return name.Length <= LongestName ? name : name[..LongestName];
    }

    /// <summary>The role in the account, as an error names it.</summary>
    internal string NameIn(AwsScope scope) => $"role {role.Name} in account {scope.AccountId}";

    /// <summary>Credentials for the account of the finding.</summary>
    /// <exception cref="AccountException">The role cannot be assumed.</exception>
    internal async Task<SessionAWSCredentials> OpenAsync(AwsScope scope, TriggerKey key, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var name = (scope.AccountId, key.Id);
            if (_sessions.TryGetValue(name, out var known) && known.Ends - time.GetUtcNow() > Margin)
                return known.Credentials;
            var session = await AssumeAsync(scope, key, cancellationToken);
            _sessions.Remove(name);
            if (_sessions.Count >= Most)
                _sessions.Remove(_sessions.MinBy(kept => kept.Value.Ends).Key);
            _sessions[name] = session;
            return session.Credentials;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Closes the client.</summary>
    public void Dispose()
    {
        if (_sts.IsValueCreated)
            _sts.Value.Dispose();
        _gate.Dispose();
    }

    private async Task<Session> AssumeAsync(AwsScope scope, TriggerKey key, CancellationToken cancellationToken)
    {
        var arn = role.ArnIn(scope.Partition, scope.AccountId);
        try
        {
            var response = await _sts.Value.AssumeRoleAsync(
                new AssumeRoleRequest
                {
                    RoleArn = arn,
                    RoleSessionName = NameFor(key),
                    SourceIdentity = NameFor(key),
                    ExternalId = role.ExternalId,
                },
                cancellationToken);
            var given = response.Credentials;
            return new(
                new(given.AccessKeyId, given.SecretAccessKey, given.SessionToken),
                given.Expiration is { } expiration ? new DateTimeOffset(expiration.ToUniversalTime()) : time.GetUtcNow());
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            throw new AccountException(
                AwsErrors.KindOf(error), "sts:AssumeRole", scope.AccountId, $"Could not assume {arn}: {AwsErrors.Answer("STS", error)}. {Advice(error, arn)}".TrimEnd(), error);
        }
    }

    private string Advice(Exception error, string arn) => AwsErrors.KindOf(error) is AccountErrorKind.Denied
        ? $"Deploy infra/member-role.yaml in that account: the role must exist, and its trust policy must let the function's role in account {role.OwnAccountId} "
            + $"call sts:AssumeRole and sts:SetSourceIdentity with the external id {role.ExternalId}. The function's role needs both actions on {arn}."
        : "";

    [GeneratedRegex(@"[^A-Za-z0-9_+=,.@-]")]
    private static partial Regex Unfit();

    private sealed record Session(SessionAWSCredentials Credentials, DateTimeOffset Ends);
}
