namespace ScanResponder.Cli.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="Subject">What, in a word or two.</param>
/// <param name="State">What the look showed.</param>
/// <param name="Text">The same as a sentence, without a full stop.</param>
/// <param name="Mend">The command that mends it; null where there is nothing to mend, or no command does.</param>
internal sealed record Check(string Subject, CheckState State, string Text, string? Mend = null)
{
    internal static Check Ok(string subject, string text) => new(subject, CheckState.Ok, text);

    internal static Check Problem(string subject, string text, string? mend = null) => new(subject, CheckState.Problem, text, mend);

    internal static Check CouldNotLook(string subject, string text, string? mend = null) => new(subject, CheckState.CouldNotLook, text, mend);
}
