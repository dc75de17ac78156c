namespace ScanResponder.Lambda;

/// <summary>An event that is not a GuardDuty finding. The message names the path in the event, what was found and what is accepted.</summary>
internal sealed class EventFormatException(string message) : Exception(message);
