namespace ScanResponder.Tests.Simulation;

/// <summary>
/// A process and its way to AWS: each call takes its time, may go wrong, and may be the last. Nothing that a dead process waits for ever comes.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="latency">How long the next way takes, there or back.</param>
/// <param name="fault">What goes wrong with the call of that name, which is the process's call of that number, counted from 1.</param>
internal sealed class Process(VirtualTime time, Func<TimeSpan> latency, Func<string, int, Fault> fault)
{
    private static readonly TaskCompletionSource Never = new();
    private readonly TaskCompletionSource _death = new();
    private readonly List<string> _calls = [];

    /// <summary>The calls so far.</summary>
    internal IReadOnlyList<string> Calls => _calls;

    /// <summary>Ends with the process, if it ends too early.</summary>
    internal Task Death => _death.Task;

    internal bool IsDead => _death.Task.IsCompleted;

    internal void Die() => _death.TrySetResult();

    /// <summary>Makes a call.</summary>
    /// <param name="call">Its name.</param>
    /// <param name="perform">What it does at the other end.</param>
    /// <param name="error">How the process is told of a fault.</param>
    internal async Task<T> CallAsync<T>(string call, Func<Task<T>> perform, Func<Fault, Exception> error)
    {
        _calls.Add(call);
        var wrong = fault(call, _calls.Count);
        await WaitAsync();
        if (wrong is Fault.DeathBefore)
            Die();
        if (IsDead)
            await Never.Task;
        if (wrong is Fault.Throttled or Fault.Unavailable or Fault.Denied)
            throw error(wrong);
        T answer;
        try
        {
            answer = await perform();
        }
        finally
        {
            if (wrong is Fault.DeathAfter)
                Die();
            await WaitAsync();
            if (IsDead)
                await Never.Task;
        }

        return wrong is Fault.AnswerLost ? throw error(wrong) : answer;
    }

    private Task WaitAsync() => time.DelayAsync(latency());
}
