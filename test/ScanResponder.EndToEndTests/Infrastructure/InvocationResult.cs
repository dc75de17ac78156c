namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>How an invocation ended, in the function's own words.</summary>
public abstract record InvocationResult
{
    private InvocationResult()
    {
    }

    /// <summary>The function returned a document.</summary>
    public sealed record Succeeded(string Json) : InvocationResult;

    /// <summary>The function threw; Lambda would deliver the event again.</summary>
    /// <param name="ErrorType">The header Lambda-Runtime-Function-Error-Type.</param>
    /// <param name="Json">The error document: errorType, errorMessage, stackTrace.</param>
    public sealed record Failed(string? ErrorType, string Json) : InvocationResult;
}
