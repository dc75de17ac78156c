namespace ScanResponder.Cli.Demo;

/// <summary>A clock that stands still, for a finding that is always equally old.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;
}
