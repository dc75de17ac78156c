using ScanResponder.Triggers;

namespace ScanResponder.Accounts;

/// <summary>The AWS accounts and Regions that the responder can reach.</summary>
public interface IAccounts
{
    /// <summary>
    /// The Region of the account in which it happened. Opening makes no call where the account is the function's own.
    /// </summary>
    /// <param name="scope">The account and the Region.</param>
    /// <param name="key">For what it is opened, by which the account's own records show who came in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AccountException">There is no way into the account.</exception>
    Task<IAccount> OpenAsync(AwsScope scope, TriggerKey key, CancellationToken cancellationToken);
}
