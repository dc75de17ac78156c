using ScanResponder.Triggers;

namespace ScanResponder.Accounts;

/// <summary>An account that can be read as a whole, and not only group by group.</summary>
public interface IInventory
{
    /// <summary>All of the Region. What cannot be read is told in the answer, and never thrown.</summary>
    /// <param name="scope">The account and the Region, for the answer.</param>
    /// <param name="prefixLists">The prefix lists to read beside those that rules and routes name.</param>
    /// <param name="progress">Told how many things of the Region were read so far; may be null.</param>
    /// <param name="cancellationToken">Gives up; the only way in which this throws.</param>
    Task<Inventory> InventoryAsync(AwsScope scope, IReadOnlyCollection<string> prefixLists, IProgress<int>? progress, CancellationToken cancellationToken);
}
