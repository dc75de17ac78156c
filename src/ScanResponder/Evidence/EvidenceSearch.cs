using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Accounts;
using ScanResponder.Triggers;

namespace ScanResponder.Evidence;

/// <summary>Asks all sources of evidence at once, and waits for them no longer than an alert may wait.</summary>
/// <param name="sources">The sources.</param>
/// <param name="timeout">How long an alert waits for them, counted from the beginning of the search.</param>
/// <param name="time">The clock.</param>
public sealed class EvidenceSearch(ImmutableArray<IEvidenceSource> sources, TimeSpan timeout, TimeProvider time)
{
    // What a source that was told to stop may take to do so, before it is left alone.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    /// <summary>A search that asks nothing.</summary>
    public static EvidenceSearch None { get; } = new([], TimeSpan.Zero, TimeProvider.System);

    /// <summary>What the sources say. What goes wrong is told in the report, and never thrown; who calls need not wait for the end.</summary>
    /// <param name="trigger">The finding.</param>
    /// <param name="wanted">Whether the answers are wanted, as soon as that is known; sources that cost money are not asked before.</param>
    /// <param name="by">When the search ends, whatever has come in by then.</param>
    /// <param name="cancellationToken">
    /// Ends the search, because nobody wants to know any more. Sources that stop when they are told to are waited for.
    /// </param>
    public async Task<EvidenceReport> LookAsync(Trigger trigger, Task<bool> wanted, DateTimeOffset by, CancellationToken cancellationToken)
    {
        if (LogQuestion.Of(trigger) is not { } question || sources.Where(source => source.KnowsOpenings || !trigger.TellsOfOpening).ToList() is not { Count: > 0 } asked)
            return EvidenceReport.None;
        var longest = TimeSpan.FromTicks(Math.Min(timeout.Ticks, Math.Max(0, (by - time.GetUtcNow()).Ticks)));
        using var late = new CancellationTokenSource(longest, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        return new([.. await Task.WhenAll(asked.Select(source => AskAsync(source, question, wanted, longest, ending.Token, cancellationToken)))]);
    }

    private async Task<LogEvidence> AskAsync(
        IEvidenceSource source, LogQuestion question, Task<bool> wanted, TimeSpan longest, CancellationToken ending, CancellationToken abandoned)
    {
        Task<LogEvidence>? looking = null;
        try
        {
            if (!source.IsFree && !await wanted)
                return new LogEvidence.Nothing($"The {source.Name} were not asked.");
            looking = source.LookAsync(question, ending);
            return await looking.WaitAsync(longest + Grace, time, abandoned);
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            await Task.WhenAny(looking ?? Task.CompletedTask, Task.Delay(Grace, time, CancellationToken.None));
            return new LogEvidence.Nothing($"The {source.Name} were not waited for.");
        }
        catch (AccountException exception)
        {
            return new LogEvidence.Nothing(exception.Message);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            return new LogEvidence.Nothing(string.Create(
                CultureInfo.InvariantCulture, $"The {source.Name} had not answered after {longest.TotalSeconds:0.#} s, when the alert had to go out."));
        }
        catch (Exception exception)
        {
            // Whatever is wrong with a log, the alert goes out.
            return new LogEvidence.Nothing($"The {source.Name} could not be read: {exception.Message}");
        }
    }
}
