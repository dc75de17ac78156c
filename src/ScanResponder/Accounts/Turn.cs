using System.Globalization;
using ScanResponder.Findings;
using ScanResponder.Tightening;

namespace ScanResponder.Accounts;

/// <summary>What the journal answers to an attempt that wants to take a finding up.</summary>
public abstract record Turn
{
    private Turn()
    {
    }

    /// <summary>The finding is this attempt's until its deadline.</summary>
    public sealed record Taken(JournalEntry Entry) : Turn;

    /// <summary>Another attempt has it.</summary>
    /// <param name="AttemptId">That attempt.</param>
    /// <param name="Until">Its deadline.</param>
    /// <param name="SameUpdate">True where it answers this update of the finding or a later one, so that nothing is lost by leaving it to that attempt.</param>
    public sealed record Held(string AttemptId, DateTimeOffset Until, bool SameUpdate) : Turn;

    /// <summary>This update of the finding, or a later one, was answered before.</summary>
    /// <param name="At">When people were last alerted; null where that is not known.</param>
    public sealed record Answered(DateTimeOffset? At) : Turn;

    /// <summary>What an attempt answers that leaves the finding alone.</summary>
    /// <exception cref="FindingHeldException">An earlier update of the finding is being answered; this one must come again.</exception>
    public Outcome Leave(Finding finding) => this switch
    {
        Held { SameUpdate: false } held => throw new FindingHeldException(
            $"An earlier update of finding {finding.Id} is being answered by invocation {held.AttemptId}, until {Text(held.Until)} at the latest; this update comes again after it."),
        Held held => Outcome.Of(
            Verdict.NotApplicable,
            $"Invocation {held.AttemptId} is answering this finding, until {Text(held.Until)} at the latest, so nothing was done and nobody was alerted here."),
        Answered { At: { } at } => Outcome.Of(
            Verdict.NotApplicable, $"This update of the finding was answered before, and people were last alerted on {Text(at)}, so nothing was done and nobody was alerted again."),
        _ => Outcome.Of(Verdict.NotApplicable, "This update of the finding was answered before, so nothing was done and nobody was alerted again."),
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
