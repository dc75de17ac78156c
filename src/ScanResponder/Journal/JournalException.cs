namespace ScanResponder.Journal;

/// <summary>A journal that did not answer. The message is a sentence for people: what was being done, what AWS said and what to grant.</summary>
public sealed class JournalException(string message, Exception? innerException = null) : Exception(message, innerException);
