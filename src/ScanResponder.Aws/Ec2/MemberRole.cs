namespace ScanResponder.Aws.Ec2;

/// <summary>The role through which the function gets into the other accounts of its organization: <c>infra/member-role.yaml</c>.</summary>
/// <param name="Name">The role's name, the same in all accounts.</param>
/// <param name="OwnAccountId">The account of the function, which the role trusts.</param>
/// <param name="Region">The Region whose STS is asked: the function's own.</param>
public sealed record MemberRole(string Name, string OwnAccountId, string Region)
{
    /// <summary>
    /// What the role's trust policy asks for beside the caller. It is no secret; it keeps a role that was made for one installation from being used
    /// by another: <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"/>.
    /// </summary>
    public string ExternalId => $"scan-responder-{OwnAccountId}";

    /// <summary>The role's ARN in an account.</summary>
    public string ArnIn(string partition, string accountId) => $"arn:{partition}:iam::{accountId}:role/{Name}";
}
