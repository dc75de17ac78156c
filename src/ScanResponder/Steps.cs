using ScanResponder.Triggers;

namespace ScanResponder;

/// <summary>The steps of one answer, each of which is told to the attempt's <see cref="IStepLog"/> when it ends.</summary>
/// <param name="trigger">The finding.</param>
/// <param name="deadlines">The attempt.</param>
/// <param name="time">The clock that times them.</param>
public sealed class Steps(Trigger trigger, Deadlines deadlines, TimeProvider time)
{
    /// <summary>Takes the step and says how long it took.</summary>
    public async Task<T> TakeAsync<T>(Step step, Func<Task<T>> take)
    {
        var began = time.GetTimestamp();
        try
        {
            return await take();
        }
        finally
        {
            deadlines.Steps?.Ended(step, trigger, time.GetElapsedTime(began));
        }
    }
}
