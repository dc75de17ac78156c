using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace ScanResponder.Aws.Ec2;

/// <summary>Credentials of a role in another account, made anew before they end: an audit of an organization may take longer than a session.</summary>
/// <param name="sts">STS, with the credentials of whoever assumes the role.</param>
/// <param name="arn">The role.</param>
/// <param name="externalId">What its trust policy may ask for beside the caller.</param>
internal sealed class RoleCredentials(IAmazonSecurityTokenService sts, string arn, string externalId) : RefreshingAWSCredentials
{
    private const string Session = "scan-responder-audit";

    /// <inheritdoc/>
    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var given = (await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = arn, RoleSessionName = Session, ExternalId = externalId })).Credentials;
        return new(new(given.AccessKeyId, given.SecretAccessKey, given.SessionToken), given.Expiration ?? DateTime.UtcNow);
    }
}
