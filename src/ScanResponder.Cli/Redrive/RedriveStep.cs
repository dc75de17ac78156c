using ScanResponder.Aws.Redrive;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Redrive;

/// <summary>A message of the queue, and what became of it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Event">The event in it; null where none can be read.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it is still in the queue; null where it is not, or was only looked at.</param>
internal sealed record RedriveStep(QueueMessage Message, UnansweredEvent? Event, Redriven Outcome, string? Reason = null)
{
    /// <summary>True for a message that somebody has to look after.</summary>
    internal bool Failed => Outcome is Redriven.Left or Redriven.NotDeleted;
}
