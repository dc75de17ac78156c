namespace ScanResponder.Accounts;

/// <summary>The errors of an account that call for different answers.</summary>
public enum AccountErrorKind
{
    /// <summary>The permission is missing (<c>UnauthorizedOperation</c>, <c>AccessDenied</c>). Nothing was done.</summary>
    Denied,

    /// <summary>The resource, or one of several, does not exist (any more). Nothing was done.</summary>
    NotFound,

    /// <summary>The security group does not exist (any more). Nothing was done.</summary>
    GroupNotFound,

    /// <summary>The caller asks too often. Nothing was done.</summary>
    Throttled,

    /// <summary>
    /// A rule that was to be added is there already. Nothing was done, unless an earlier attempt of the same call was performed and its answer
    /// lost: look at the group again.
    /// </summary>
    Duplicate,

    /// <summary>The group would hold more rules than its quota. Nothing was done.</summary>
    QuotaExceeded,

    /// <summary>The request was refused for another reason. Nothing was done.</summary>
    Rejected,

    /// <summary>
    /// Timed out, unreachable, or an answer that cannot be read, after all retries. Whether the request was performed is unknown.
    /// </summary>
    Unavailable,
}
