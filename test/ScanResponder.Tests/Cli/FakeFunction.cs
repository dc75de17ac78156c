using ScanResponder.Aws.Redrive;

namespace ScanResponder.Tests.Cli;

/// <summary>A function in memory, which takes every event that it is not told to refuse.</summary>
internal sealed class FakeFunction : IFunction
{
    /// <summary>The events that it took.</summary>
    internal List<string> Events { get; } = [];

    /// <summary>What is thrown at an event in place of taking it; null to take it.</summary>
    internal Func<string, Exception?> Refuse { get; set; } = _ => null;

    /// <inheritdoc/>
    public Task InvokeAsync(string json, CancellationToken cancellationToken)
    {
        if (Refuse(json) is { } refusal)
            return Task.FromException(refusal);
        Events.Add(json);
        return Task.CompletedTask;
    }

    /// <summary>What it returns to whoever waits.</summary>
    internal string Answer { get; set; } = """{"outcome":"tightened","reason":"Access from the internet was removed."}""";

    /// <inheritdoc/>
    public async Task<string> AskAsync(string json, CancellationToken cancellationToken)
    {
        await InvokeAsync(json, cancellationToken);
        return Answering is { } answering ? await answering(json) : Answer;
    }

    /// <summary>What makes its answer of an event; null for <see cref="Answer"/>.</summary>
    internal Func<string, Task<string>>? Answering { get; set; }
}
