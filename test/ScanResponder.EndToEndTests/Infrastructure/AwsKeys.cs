namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>Credentials of one AWS account in one Region.</summary>
public sealed record AwsKeys(string AccessKeyId, string SecretAccessKey, string SessionToken, string Region)
{
    /// <summary>The variables from which the default credential chain of every SDK reads them.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ACCESS_KEY_ID"] = AccessKeyId,
        ["AWS_SECRET_ACCESS_KEY"] = SecretAccessKey,
        ["AWS_SESSION_TOKEN"] = SessionToken,
        ["AWS_REGION"] = Region,
        ["AWS_DEFAULT_REGION"] = Region,
    };

    /// <summary>
    /// An Authorization header for a request written by hand. Its signature is not one, and moto asks for none: it reads the account, the
    /// Region and the service out of the credential scope.
    /// </summary>
    public string UnsignedAuthorization(string service) =>
        $"AWS4-HMAC-SHA256 Credential={AccessKeyId}/20261123/{Region}/{service}/aws4_request, SignedHeaders=host, Signature=0";
}
