using System.Collections.Immutable;

namespace ScanResponder.Tightening;

/// <summary>What was done about a trigger, or why nothing was.</summary>
/// <param name="Verdict">The outcome in one word.</param>
/// <param name="Why">Why this outcome.</param>
/// <param name="Changes">Every change of a rule, in order; empty where none was planned.</param>
/// <param name="Undo">Command lines for a POSIX shell that, run in order, bring the rules back as they were; empty where nothing changed.</param>
/// <param name="Notes">What people should know beside that, a sentence each.</param>
public sealed record Outcome(
    Verdict Verdict,
    Reason Why,
    ImmutableArray<RuleChange> Changes,
    ImmutableArray<string> Undo,
    ImmutableArray<string> Notes)
{
    /// <summary>Why this outcome, in one or two sentences; what <see cref="Why"/> says unless it had to be shortened.</summary>
    public string Reason
    {
        get => field ?? Why.Sentence;
        init;
    }

    /// <summary>
    /// Where something that could be closed is left open: command lines for a POSIX shell that, run in order, make exactly the change that is planned.
    /// </summary>
    public ImmutableArray<string> Close { get; init; } = [];

    /// <summary>Command lines that take <see cref="Close"/> back; they need no ids that come into being only then.</summary>
    public ImmutableArray<string> Reopen { get; init; } = [];

    /// <summary>Where somebody may approve it: the change that would be made then; empty elsewhere.</summary>
    public ImmutableArray<RuleChange> Planned { get; init; } = [];

    /// <summary>An outcome without changes.</summary>
    public static Outcome Of(Verdict verdict, Reason why, params IEnumerable<string> notes) => new(verdict, why, [], [], [.. notes]);

    /// <summary>This outcome with more notes.</summary>
    public Outcome With(IEnumerable<string> notes) => this with { Notes = [.. Notes, .. notes] };
}
