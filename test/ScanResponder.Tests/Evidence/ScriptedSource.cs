using ScanResponder.Evidence;

namespace ScanResponder.Tests.Evidence;

/// <summary>A source of evidence that does what a test says.</summary>
internal sealed class ScriptedSource(string name, Func<CancellationToken, Task<LogEvidence>> look) : IEvidenceSource
{
    public string Name => name;

    public bool IsFree { get; init; }

    public Task<LogEvidence> LookAsync(LogQuestion question, CancellationToken cancellationToken) => look(cancellationToken);
}
