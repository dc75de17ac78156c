using ScanResponder.Alerts;
using ScanResponder.Alerts.Email;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Infrastructure;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.CaseFiles;

/// <summary>An event and a copy of the account that it is about.</summary>
/// <param name="Trigger">The finding.</param>
/// <param name="Account">The account as it was.</param>
internal sealed record CaseFile(Trigger Trigger, AccountSnapshot Account)
{
    internal static CaseFile Read(string name)
    {
        var folder = Repository.Locate($"test/cases/{name}");
        return new(
            Assert.Single(TriggerDocument.Read(File.ReadAllText(Path.Combine(folder, "event.json")))),
            DescribeOutputReader.Read(File.ReadAllText(Path.Combine(folder, "account.json"))));
    }

    /// <summary>The copy with other rules in its first group.</summary>
    internal CaseFile With(Func<SecurityGroup, SecurityGroup> change) => this with { Account = Account with { Groups = Account.Groups.SetItem(0, change(Account.Groups[0])) } };

    /// <summary>The answer, the rules that are left, and the e-mail on one line.</summary>
    internal async Task<(Alert Alert, InMemoryAccount After, string Email)> AnswerAsync(Policy? policy = null, bool isComplete = true)
    {
        var account = new InMemoryAccount(Account) { IsComplete = isComplete };
        var alert = await new Responder(account, account, policy ?? new() { Mode = Mode.Remediate }, TimeProvider.System)
            .RespondAsync(Trigger, TestContext.Current.CancellationToken);
        return (alert, account, string.Join(' ', EmailRenderer.Of(alert).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
    }
}
