namespace ScanResponder.Aws.Redrive;

/// <summary>A message that was received from a queue, in which it stays until it is deleted.</summary>
/// <param name="Id">Its id, the same each time it is received.</param>
/// <param name="Receipt">What deletes it; another each time it is received.</param>
/// <param name="Body">Its text.</param>
/// <param name="Error">Why EventBridge could not deliver it, out of its attributes; null where they do not say.</param>
internal sealed record QueueMessage(string Id, string Receipt, string Body, string? Error)
{
    /// <summary>The ARN of the function for which EventBridge's rule meant it; null where it does not say.</summary>
    internal string? TargetArn { get; init; }
}
