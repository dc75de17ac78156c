using ScanResponder.Accounts;

namespace ScanResponder.Cli.Audit;

/// <summary>A Region as it was read.</summary>
/// <param name="At">When that was begun.</param>
/// <param name="Account">The way into it; null where there is none.</param>
/// <param name="Inventory">What is in it, as far as it could be read.</param>
internal sealed record Reading(DateTimeOffset At, IAccount? Account, Inventory Inventory);
