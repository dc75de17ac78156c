namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>How a command ended and what it said.</summary>
public sealed record CommandResult(int ExitCode, string StandardOutput, string StandardError);
