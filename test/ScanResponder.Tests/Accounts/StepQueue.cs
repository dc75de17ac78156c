namespace ScanResponder.Tests.Accounts;

/// <summary>Takes what is to go on after an await, so that it is known when nothing is left to do but to wait for answers.</summary>
internal sealed class StepQueue : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Step, object? State)> _steps = [];

    public override void Post(SendOrPostCallback d, object? state) => _steps.Enqueue((d, state));

    internal void RunAll()
    {
        while (_steps.TryDequeue(out var next))
            next.Step(next.State);
    }
}
