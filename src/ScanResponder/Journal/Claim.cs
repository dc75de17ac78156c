using System.Globalization;
using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>What the journal answers to somebody who wants to answer a trigger.</summary>
public abstract record Claim
{
    private Claim()
    {
    }

    /// <summary>The trigger is this lease's until it ends.</summary>
    public sealed record Granted(JournalEntry Entry) : Claim;

    /// <summary>Another invocation has it.</summary>
    /// <param name="Holder">That invocation.</param>
    /// <param name="Until">When its lease ends.</param>
    /// <param name="SameRevision">True where it answers this event, or one that is not told apart from it, in this revision or a later one, so that nothing is lost by leaving it to that one.</param>
    public sealed record Held(string Holder, DateTimeOffset Until, bool SameRevision) : Claim;

    /// <summary>This revision, or a later one, was answered before.</summary>
    /// <param name="At">When people were last alerted; null where that is not known.</param>
    public sealed record Answered(DateTimeOffset? At) : Claim
    {
        /// <summary>The revision that was answered: this one, or a later one.</summary>
        public required string Revision { get; init; }

        /// <summary>What people were told last; null where they were told nothing, or that is not known.</summary>
        public PastAlert? Alert { get; init; }
    }

    /// <summary>The outcome where the trigger is left to somebody else.</summary>
    /// <exception cref="TriggerHeldException">Another update is being answered; this one must come again.</exception>
    public Outcome Leave(string triggerId) => this switch
    {
        Held { SameRevision: false } held => throw new TriggerHeldException(
            $"Invocation {held.Holder} is still answering another update of finding {triggerId}, until {Text(held.Until)} at the latest. Lambda retries this one after that."),
        Held held => Outcome.Of(Verdict.NotApplicable, new Reason.AnsweredElsewhere(held.Holder, held.Until)),
        Answered { At: var at } => Outcome.Of(Verdict.NotApplicable, new Reason.AnsweredBefore(at)),
        _ => throw new InvalidOperationException("A claim that was granted is not left."),
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
