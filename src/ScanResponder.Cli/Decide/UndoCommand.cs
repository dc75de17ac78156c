using System.CommandLine;
using System.Globalization;

namespace ScanResponder.Cli.Decide;

/// <summary><c>scan-responder undo FINDING</c>: has the function take back what it changed in answer to a finding.</summary>
internal sealed class UndoCommand : Command
{
    private readonly DecisionOptions _options = new();

    private readonly Option<DateTimeOffset?> _until = PolicyOptions.Parsed<DateTimeOffset?>(
        "--until", "DATE", EndOf, "Keep it open until the end of this day, UTC, or until this date and time. [default: for 24 hours]");

    private readonly Option<bool> _exempt = new("--exempt") { Description = "Keep it open for good." };

    /// <summary>The command.</summary>
    /// <param name="json">An option that it shares with the main command.</param>
    /// <param name="terminal">Where the answer is shown.</param>
    /// <param name="aws">Where the function is.</param>
    internal UndoCommand(Option<bool> json, ITerminal terminal, IAwsServices aws)
        : base("undo", "Have the function take back what it changed, as far as nobody has changed it since, and keep it open for a while.")
    {
        _options.AddTo(this);
        Add(_until);
        Add(_exempt);
        Validators.Add(result =>
        {
            if (result.GetResult(_until) is not null && result.GetValue(_exempt))
                result.AddError("--until and --exempt contradict each other: give one of them");
        });
        SetAction((parsed, cancellationToken) =>
        {
            var until = parsed.GetValue(_until);
            var decision = _options.Read(parsed, "Undo") with { Until = until, HasUntil = until is not null || parsed.GetValue(_exempt) };
            return new Deciding(_options.Function(parsed, aws), terminal).RunAsync(decision, parsed.GetValue(json), StatusOf, cancellationToken);
        });
    }

    // It was taken back, so it is open, as was asked for.
    private static ExitStatus StatusOf(string outcome) => outcome is "left-open" ? ExitStatus.Answered : ExitStatus.Failed;

    private static DateTimeOffset? EndOf(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
            return new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException("accepted is a day such as 2026-12-31, or a date and time such as 2026-12-31T18:00:00Z");
    }
}
