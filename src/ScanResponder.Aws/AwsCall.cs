namespace ScanResponder.Aws;

/// <summary>What is being asked of AWS, in the words of its error.</summary>
/// <param name="Action">The IAM action, such as <c>ec2:RevokeSecurityGroupIngress</c>.</param>
/// <param name="Doing">What the call is for, to follow "could not".</param>
/// <param name="Resource">The id of what it is about, or null.</param>
/// <param name="GrantOn">The resource that a policy would name: <c>security-group/sg-…</c>, or <c>*</c>.</param>
internal sealed record AwsCall(string Action, string Doing, string? Resource, string GrantOn = "*")
{
    /// <summary>True where the call changes nothing, so that a lost answer leaves no doubt about the account.</summary>
    public bool OnlyReads { get; init; } = GrantOn == "*";

    /// <summary>The role of a member account that asks; null where the function's own does.</summary>
    public string? MemberRole { get; init; }

    /// <summary>Who lacks the permission, where somebody does.</summary>
    public string Grantee => MemberRole ?? "the function's role";
}
