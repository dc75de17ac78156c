namespace ScanResponder.Cli;

/// <summary>
/// Something that the user gave and that cannot be used. The message is one line: the file, the place in it, what was found and what was
/// expected.
/// </summary>
internal sealed class InputException(string message, Exception? innerException = null) : Exception(message, innerException);
