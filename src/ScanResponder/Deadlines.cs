namespace ScanResponder;

/// <summary>
/// One invocation's attempt at answering a finding, and how its time is shared out, so that whatever hangs there is time left to put things
/// right and to tell people.
/// </summary>
/// <param name="Id">The id of the invocation. Lambda's retries of an event carry the same one.</param>
/// <param name="Begun">When it began.</param>
/// <param name="Deadline">When the invocation is ended, whatever it does.</param>
public sealed record Deadlines(string Id, DateTimeOffset Begun, DateTimeOffset Deadline)
{
    /// <summary>An attempt that nobody will end.</summary>
    public static Deadlines Unhurried(TimeProvider time) => new(Guid.NewGuid().ToString(), time.GetUtcNow(), DateTimeOffset.MaxValue);

    /// <summary>Who is told of its steps, or null.</summary>
    public IStepLog? Steps { get; init; }

    /// <summary>What has not been read by then is not waited for.</summary>
    public DateTimeOffset ReadBy => Share(4);

    /// <summary>No change is begun or waited for after this; what is half done is put back.</summary>
    public DateTimeOffset ChangeBy => Share(6);

    /// <summary>Putting back ends. What is left belongs to the alert.</summary>
    public DateTimeOffset SettleBy => Share(8);

    /// <summary>Publishing ends, with time left to say that it failed.</summary>
    public DateTimeOffset PublishBy => Share(11);

    /// <summary>A token that is cancelled when the clock shows that time, or with <paramref name="cancellationToken"/>.</summary>
    public static CancellationTokenSource Until(DateTimeOffset by, TimeProvider time, CancellationToken cancellationToken)
    {
        // A timer cannot be set for longer; whoever has that much time is not in a hurry.
        var left = by - time.GetUtcNow();
        return new TimeoutSource(
            left <= TimeSpan.Zero ? TimeSpan.Zero : left < TimeSpan.FromDays(1) ? left : Timeout.InfiniteTimeSpan, time, cancellationToken);
    }

    // Twelfths of the whole: of the 60 seconds that the template gives, 20 to read, 10 to change, 10 to put back, 15 to publish.
    private DateTimeOffset Share(int twelfths) => Deadline == DateTimeOffset.MaxValue ? Deadline : Begun + (Deadline - Begun) * twelfths / 12;

    /// <summary>Ends by the given clock or with another token; a source that is linked to one has a timer of the machine's clock alone.</summary>
    private sealed class TimeoutSource : CancellationTokenSource
    {
        private readonly CancellationTokenRegistration _registration;

        internal TimeoutSource(TimeSpan left, TimeProvider time, CancellationToken outer)
            : base(left, time) => _registration = outer.UnsafeRegister(static source => ((TimeoutSource)source!).Cancel(), this);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _registration.Dispose();
            base.Dispose(disposing);
        }
    }
}
