using System.Globalization;

namespace ScanResponder.Tightening;

/// <summary>Which answer closed a hole before, and when.</summary>
/// <param name="TriggerId">What that one answered.</param>
/// <param name="IsOwn">True where it was an earlier update of the trigger that is answered now.</param>
/// <param name="At">When.</param>
/// <param name="InItsAlert">True where only its own alert has the undo.</param>
public sealed record PriorClosing(string TriggerId, bool IsOwn, DateTimeOffset At, bool InItsAlert)
{
    /// <summary>One sentence for the alert.</summary>
    public string Sentence =>
        $"The hole was already closed on {At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}, in answer to "
        + $"{(IsOwn ? "an earlier update of this finding" : $"finding {TriggerId}")}{(InItsAlert ? "; its alert has the undo" : "")}.";
}
