namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>Why the function could not start, as it told the Runtime API.</summary>
/// <param name="ErrorType">The header Lambda-Runtime-Function-Error-Type, if it was sent.</param>
/// <param name="Json">The error document: errorType, errorMessage, stackTrace.</param>
public sealed record InitError(string? ErrorType, string Json);
