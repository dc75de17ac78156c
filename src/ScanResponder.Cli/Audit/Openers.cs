using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Audit;
using ScanResponder.Evidence;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Audit;

/// <summary>Asks the event history who opened what is open: every Region by itself, since each answers two questions a second.</summary>
/// <param name="time">The clock.</param>
internal sealed class Openers(TimeProvider time)
{
    private const int AtOnce = 2;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The report with who opened each group, as far as that is known. What cannot be asked is a note.</summary>
    internal async Task<AuditReport> FindAsync(AuditReport report, IAccount? account, CancellationToken cancellationToken)
    {
        if (report.Groups.IsEmpty || account is not IEventHistory history)
            return report;
        var found = ImmutableArray.CreateBuilder<AuditedGroup>(report.Groups.Length);
        try
        {
            foreach (var (index, batch) in report.Groups.Chunk(AtOnce).Index())
            {
                if (index > 0)
                    await Task.Delay(Pause, time, cancellationToken);
                found.AddRange(await Task.WhenAll(batch.Select(group => OfAsync(group, history, cancellationToken))));
            }
        }
        catch (AccountException exception)
        {
            var scope = report.Scopes[0];
            return report with
            {
                Groups = [.. found, .. report.Groups.Skip(found.Count)],
                Notes = [.. report.Notes, $"Who opened {(found.Count == 0 ? "the groups" : "some of the groups")} of {scope.Region} in {scope.AccountId} is not known. {exception.Message}"],
            };
        }

        return report with { Groups = found.ToImmutable() };
    }

    private static async Task<AuditedGroup> OfAsync(AuditedGroup group, IEventHistory history, CancellationToken cancellationToken)
    {
        var records = await history.CallsAboutAsync(group.Group.Id, cancellationToken);
        ImmutableArray<RecordedCall> calls = [.. records.Select(record => RecordedCall.Read(record, group.Group.Id)).OfType<RecordedCall>()];
        return group with { Opening = Opening.Of(calls, group.Exposures.Select(entry => entry.Exposure), new HashSet<string>()) };
    }
}
