using ScanResponder.Accounts;
using ScanResponder.Remediation;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder;

/// <summary>Reads the account of a trigger, in the time that an attempt has for it.</summary>
/// <param name="accounts">The accounts that can be reached.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
internal sealed class Reading(IAccounts accounts, Policy policy, TimeProvider time)
{
    // A change of a prefix list is in progress for a while before its entries are those that count.
    private static readonly TimeSpan LongestListChange = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Reads the account; again, where what a call has just done is not shown yet, as long as EC2's reads may be late, and at least once: only then is it called
    /// gone.
    /// </summary>
    /// <exception cref="ChangeNotShownException">A change of a prefix list is still under way, or may be: it must be looked at again.</exception>
    internal async Task<(IAccount? Account, AccountView View, DateTimeOffset At)> ReadShownAsync(Trigger trigger, Deadlines deadlines, CancellationToken cancellationToken)
    {
        var longest = trigger.Subject is Subject.OfPrefixList ? LongestListChange : SettledReader.LongestLag;
        for (var pause = FirstPause; ; pause *= 2)
        {
            var at = time.GetUtcNow();
            var (account, view) = await ReadAsync(trigger, deadlines, cancellationToken);
            var now = time.GetUtcNow();
            var isLate = pause > FirstPause && (trigger.LastSeen is not { } made || now - made >= longest);
            if (view.Groups is not { } groups || trigger.IsShownBy(groups, view.PrefixLists, policy.GuardedPorts))
                return (account, view, at);
            if (isLate || now + pause >= deadlines.ReadBy)
                return trigger.Subject is Subject.OfPrefixList { Id: var id } && (!isLate || view.PrefixLists.GetValueOrDefault(id) is { IsChanging: true })
                    ? throw new ChangeNotShownException(trigger, id)
                    : (account, view, at);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Reads the account once; the account is null where there is no way into it, and then the view says why.</summary>
    internal async Task<(IAccount? Account, AccountView View)> ReadAsync(Trigger trigger, Deadlines deadlines, CancellationToken cancellationToken)
    {
        try
        {
            var account = await OpenAsync(trigger, deadlines, cancellationToken);
            return (account, await AccountReader.ReadAsync(new DeadlineAccount(account, deadlines.ReadBy, time), trigger, policy.Trusted, policy.KnownScanners, cancellationToken));
        }
        catch (AccountException exception)
        {
            return (null, AccountView.Unreadable(trigger.Subject.Instance, exception));
        }
    }

    private async Task<IAccount> OpenAsync(Trigger trigger, Deadlines deadlines, CancellationToken cancellationToken)
    {
        using var timeout = Deadlines.Until(deadlines.ReadBy, time, cancellationToken);
        try
        {
            return await accounts.OpenAsync(trigger.Scope, trigger.Key, timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AccountException(
                AccountErrorKind.Unavailable, "sts:AssumeRole", trigger.AccountId, $"The role in account {trigger.AccountId} could not be assumed in time.", exception);
        }
    }
}
