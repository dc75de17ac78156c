using ScanResponder.InMemory;
using ScanResponder.Journal;

namespace ScanResponder.Tests.Accounts;

public sealed class InMemoryJournalContractTests : JournalContract
{
    protected override Task<IJournal> ArrangeAsync() => Task.FromResult<IJournal>(new InMemoryJournal());
}
