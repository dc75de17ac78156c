namespace ScanResponder.Journal;

/// <summary>The right to work alone on something until a certain time.</summary>
/// <param name="Holder">Who has it: the id of the Lambda request. Lambda's retries of an event carry the same one.</param>
/// <param name="Since">When the work began.</param>
/// <param name="Until">When it ends, whatever happens: the invocation's deadline.</param>
public sealed record Lease(string Holder, DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>A digest of the event that is answered; null where there is none. Events are not signed, so two with the same id may say different things.</summary>
    public string? Event { get; init; }

    /// <summary>True where whoever has this lease answers the same event, as far as that is known: the other one loses nothing by leaving it to that.</summary>
    /// <param name="other">The digest of the other's event.</param>
    public bool IsForEvent(string? other) => Event is null || other is null || Event == other;
}
