using ScanResponder.Alerts;
using Spectre.Console;

namespace ScanResponder.Cli.Redrive;

/// <summary>Shows on a console what becomes of the messages of a queue, each as soon as it is known.</summary>
internal sealed class RedrivePage(IAnsiConsole console)
{
    private static readonly int Columns = Words(Redriven.HandedOver).Length;

    /// <summary>A message, on a line.</summary>
    internal void Write(RedriveStep step)
    {
        var entry = RedriveEntry.Of(step);
        var parts = new List<string>();
        if (entry.Finding is { } named)
            parts.Add($"{named.Id} {named.Type}, account {named.AccountId}, {named.Region}");
        if (entry.Shape is { } shape)
            parts.Add(entry.Error is { } error ? $"{shape}: {error}" : shape);
        if (entry.Reason is { } reason)
            parts.Add($"message {entry.MessageId}: {reason}");
        console.Write(new PlainLines().Add($"{Words(step.Outcome).PadRight(Columns)}  {string.Join("; ", parts)}", step.Failed ? Styles.Failed : Style.Plain));
    }

    /// <summary>What comes after the last message: how many became what.</summary>
    /// <param name="steps">The messages.</param>
    /// <param name="hold">How long those that stay are hidden.</param>
    internal void End(IReadOnlyCollection<RedriveStep> steps, TimeSpan hold)
    {
        var lines = new PlainLines();
        if (steps.Count == 0)
        {
            lines.Add("The queue is empty (messages received in the last two minutes may be hidden).");
        }
        else
        {
            var counts = steps.GroupBy(step => step.Outcome).OrderBy(alike => alike.Key).Select(alike => $"{alike.Count()} {Words(alike.Key)}");
            lines.Add($"{TextFormat.Count(steps.Count, "message")}: {string.Join(", ", counts)}.", Styles.Heading);
            if (steps.Any(step => step.Outcome is not Redriven.HandedOver))
                lines.Add($"Messages that stay in the queue can be received again in {TextFormat.Count((long)hold.TotalSeconds, "second")}.", Styles.Note);
        }

        console.Write(lines);
    }

    private static string Words(Redriven outcome) => outcome switch
    {
        Redriven.HandedOver => "handed over",
        Redriven.Waiting => "waiting",
        Redriven.Left => "left",
        Redriven.NotDeleted => "handed over but not deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
