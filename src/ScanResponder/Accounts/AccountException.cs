namespace ScanResponder.Accounts;

/// <summary>
/// An account that did not answer as asked. The message is a sentence for people: what was being done to which resource, what AWS said and,
/// where it helps, what to grant.
/// </summary>
public sealed class AccountException : Exception
{
    /// <summary>An error of this kind.</summary>
    /// <param name="kind">What the caller can do about it.</param>
    /// <param name="action">The IAM action, such as <c>ec2:RevokeSecurityGroupIngress</c>.</param>
    /// <param name="resource">The resource's id, or null where the action has none.</param>
    /// <param name="message">The sentence for people.</param>
    /// <param name="innerException">The SDK's error.</param>
    public AccountException(AccountErrorKind kind, string action, string? resource, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        Action = action;
        Resource = resource;
    }

    /// <summary>What the caller can do about it.</summary>
    public AccountErrorKind Kind { get; }

    /// <summary>The IAM action that failed.</summary>
    public string Action { get; }

    /// <summary>The resource it failed on, or null.</summary>
    public string? Resource { get; }
}
