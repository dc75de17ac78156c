using ScanResponder.Triggers;

namespace ScanResponder.Cli.Redrive;

/// <summary>The JSON that tells of one message.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it is still in the queue; null where it is not, or was only looked at.</param>
/// <param name="Shape"><c>undelivered</c> for an event, <c>failed</c> for the record of an invocation, null for neither.</param>
/// <param name="Error">Why the event was not answered; null where the message does not say.</param>
/// <param name="Finding">Its finding, or the first of several; null where none can be read.</param>
internal sealed record RedriveEntry(string MessageId, Redriven Outcome, string? Reason, string? Shape, string? Error, RedriveFinding? Finding)
{
    /// <summary>The entry of a message.</summary>
    internal static RedriveEntry Of(RedriveStep step)
    {
        var (shape, error) = step.Event switch
        {
            UnansweredEvent.Failed failed => ("failed", failed.Error),
            UnansweredEvent.Undelivered => ("undelivered", step.Message.Error),
            _ => ((string?)null, step.Message.Error),
        };
        return new(step.Message.Id, step.Outcome, step.Reason, shape, error, step.Event is { Triggers: [var first, ..] } ? RedriveFinding.Of(first) : null);
    }
}
