namespace ScanResponder.Aws.Redrive;

/// <summary>The function that answers findings.</summary>
internal interface IFunction
{
    /// <summary>Hands it an event, without waiting for the answer. When this returns, Lambda has the event and keeps it.</summary>
    /// <exception cref="RedriveException">Lambda cannot be asked, or did not take the event.</exception>
    Task InvokeAsync(string json, CancellationToken cancellationToken);

    /// <summary>Hands it an event and waits for what it returns.</summary>
    /// <returns>What it returned, as JSON.</returns>
    /// <exception cref="RedriveException">Lambda cannot be asked, or the function failed.</exception>
    Task<string> AskAsync(string json, CancellationToken cancellationToken);
}
