using ScanResponder.Accounts;
using Spectre.Console;

namespace ScanResponder.Cli.Audit;

/// <summary>Reads Regions side by side, with a progress bar where somebody watches.</summary>
internal static class Inventories
{
    // Each asks for seven lists at once; EC2's limits are those of the account in each Region.
    private const int AtOnce = 6;

    /// <summary>What each Region has, or why it could not be read, in their order.</summary>
    /// <param name="targets">The Regions.</param>
    /// <param name="lists">The prefix lists to read in each beside those that rules and routes name.</param>
    /// <param name="console">Where the bar is, if it is a terminal.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<IReadOnlyList<Reading>> ReadAsync(
        Targets targets, IReadOnlyCollection<string> lists, IAnsiConsole console, CancellationToken cancellationToken)
    {
        if (!targets.IsReal || !console.Profile.Out.IsTerminal)
            return await ReadAsync(targets, lists, _ => null, cancellationToken);
        IReadOnlyList<Reading> read = [];
        await console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var all = context.AddTask("Regions", maxValue: targets.All.Length);
                read = await ReadAsync(targets, lists, target => new Bar(context.AddTask(target.Scope.Region, maxValue: 1).IsIndeterminate(), all), cancellationToken);
            });
        return read;
    }

    private static async Task<IReadOnlyList<Reading>> ReadAsync(
        Targets targets, IReadOnlyCollection<string> lists, Func<AuditTarget, Bar?> watch, CancellationToken cancellationToken)
    {
        var read = new Reading[targets.All.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, read.Length),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                var target = targets.All[index];
                var bar = watch(target);
                var at = targets.Time.GetUtcNow();
                var (account, inventory) = await TryAsync(target, lists, bar, token);
                read[index] = new(at, account, inventory);
                bar?.End();
            });
        return read;
    }

    private static async Task<(IAccount? Account, Inventory Inventory)> TryAsync(AuditTarget target, IReadOnlyCollection<string> lists, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var account = target.Open();
            return account is IInventory all
                ? (account, await all.InventoryAsync(target.Scope, lists, progress, cancellationToken))
                : throw new InvalidOperationException($"{account.GetType().Name} cannot be read as a whole.");
        }
        catch (AccountException exception)
        {
            return (null, new(target.Scope) { Failures = [exception] });
        }
    }

    private sealed class Bar(ProgressTask task, ProgressTask all) : IProgress<int>
    {
        private readonly string _region = task.Description;

        public void Report(int value) => task.Description = $"{_region}: {value:N0} read";

        internal void End()
        {
            task.IsIndeterminate(false).Value = 1;
            task.StopTask();
            all.Increment(1);
        }
    }
}
