using ScanResponder.Findings;

namespace ScanResponder.Accounts;

/// <summary>The AWS accounts and Regions that the responder can reach.</summary>
public interface IAccounts
{
    /// <summary>
    /// The Region of the account in which the finding happened. Opening makes no call where the account is the function's own.
    /// </summary>
    /// <exception cref="AccountException">There is no way into the account.</exception>
    Task<IAccount> OpenAsync(Finding finding, CancellationToken cancellationToken);
}
