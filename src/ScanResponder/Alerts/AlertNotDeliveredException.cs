namespace ScanResponder.Alerts;

/// <summary>
/// An alert that could not be published. It ends the invocation, so that Lambda delivers the event again. The message says which topic, what
/// SNS said and what to grant or to mend.
/// </summary>
public sealed class AlertNotDeliveredException : Exception
{
    /// <summary>Says why, with the error that the topic answered.</summary>
    public AlertNotDeliveredException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
