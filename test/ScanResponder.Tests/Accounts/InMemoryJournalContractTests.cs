using ScanResponder.Accounts;
using ScanResponder.Accounts.InMemory;

namespace ScanResponder.Tests.Accounts;

public sealed class InMemoryJournalContractTests : JournalContract
{
    protected override Task<IJournal> ArrangeAsync() => Task.FromResult<IJournal>(new InMemoryJournal());
}
