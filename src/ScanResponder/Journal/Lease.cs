namespace ScanResponder.Journal;

/// <summary>The right to work alone on something until a certain time.</summary>
/// <param name="Holder">Who has it: the id of the Lambda request. Lambda's retries of an event carry the same one.</param>
/// <param name="Since">When the work began.</param>
/// <param name="Until">When it ends, whatever happens: the invocation's deadline.</param>
public sealed record Lease(string Holder, DateTimeOffset Since, DateTimeOffset Until);
