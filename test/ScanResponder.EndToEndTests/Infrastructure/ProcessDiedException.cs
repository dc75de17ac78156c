namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>The function's process ended while an invocation was open.</summary>
public sealed class ProcessDiedException(string message) : Exception(message);
