using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Triggers;

namespace ScanResponder.Evidence;

/// <summary>
/// The account's event history, which is asked who changed the groups that the finding names. It answers two questions a second in an account and Region,
/// whoever asks: <see href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html"/>.
/// </summary>
/// <param name="accounts">The accounts whose history can be asked.</param>
/// <param name="time">The clock.</param>
public sealed class WhoOpened(IAccounts accounts, TimeProvider time) : IEvidenceSource
{
    private const int AtOnce = 2;
    private const int MostGroups = 3 * AtOnce;
    private const string NotKnown = "Who opened the port is not known.";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => "event history";

    /// <inheritdoc/>
    public bool KnowsOpenings => true;

    /// <inheritdoc/>
    public bool IsFree => true;

    /// <inheritdoc/>
    public async Task<LogEvidence> LookAsync(LogQuestion question, CancellationToken cancellationToken)
    {
        var groups = question.Trigger.Subject.GroupIds.Take(MostGroups).ToList();
        if (groups.Count == 0)
            return new LogEvidence.History([], []);
        try
        {
            if (await accounts.OpenAsync(question.Trigger.Scope, question.Trigger.Key, cancellationToken) is not IEventHistory history)
                return new LogEvidence.History([], []);
            var calls = ImmutableArray.CreateBuilder<RecordedCall>();
            foreach (var (index, batch) in groups.Chunk(AtOnce).Index())
            {
                if (index > 0)
                    await Task.Delay(Pause, time, cancellationToken);
                foreach (var (group, records) in batch.Zip(await Task.WhenAll(batch.Select(group => history.CallsAboutAsync(group, cancellationToken)))))
                    calls.AddRange(records.Select(record => RecordedCall.Read(record, group)).OfType<RecordedCall>());
            }

            return new LogEvidence.History(calls.ToImmutable(), []);
        }
        catch (AccountException exception)
        {
            return new LogEvidence.History(
                [],
                [exception.Kind is AccountErrorKind.Throttled ? $"{NotKnown} CloudTrail answers two questions a second in an account and Region, and others asked." : $"{NotKnown} {exception.Message}"]);
        }
    }
}
