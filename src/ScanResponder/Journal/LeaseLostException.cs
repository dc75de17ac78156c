namespace ScanResponder.Journal;

/// <summary>An attempt went on after its deadline, and another one has taken the finding over.</summary>
public sealed class LeaseLostException(string message, Exception? innerException = null) : Exception(message, innerException);
