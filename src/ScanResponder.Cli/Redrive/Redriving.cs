using System.Runtime.CompilerServices;
using System.Text.Json;
using ScanResponder.Aws.Redrive;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Redrive;

/// <summary>Hands the events of a queue to the function again.</summary>
/// <param name="queue">Where they wait.</param>
/// <param name="function">Who gets them; null to look at them only.</param>
/// <param name="name">The name of that function; null to look at the events only.</param>
internal sealed class Redriving(IFindingQueue queue, IFunction? function, FunctionName? name)
{
    /// <summary>How long messages are hidden that are only looked at: long enough that a run sees the end of the queue before they come back.</summary>
    internal static readonly TimeSpan LookHold = TimeSpan.FromSeconds(30);

    /// <summary>How long messages are hidden that are handed over, so that two who redrive one queue do not both take a message.</summary>
    internal static readonly TimeSpan HandOverHold = TimeSpan.FromMinutes(2);

    private readonly List<RedriveStep> _steps = [];

    /// <summary>Takes every message once, and ends when the queue has none that is new.</summary>
    /// <returns>The <see cref="ExitStatus"/>.</returns>
    internal async Task<int> RunAsync(bool json, ITerminal terminal, CancellationToken cancellationToken)
    {
        var page = new RedrivePage(terminal.Output);
        var hold = function is null ? LookHold : HandOverHold;
        var status = ExitStatus.Answered;
        try
        {
            await foreach (var message in NewMessagesAsync(hold, cancellationToken))
            {
                var step = await TakeAsync(message, cancellationToken);
                _steps.Add(step);
                if (json)
                    terminal.Output.Write(new PlainLines().Add(JsonSerializer.Serialize(RedriveEntry.Of(step), RedriveJsonContext.Default.RedriveEntry)));
                else
                    page.Write(step);
            }
        }
        catch (RedriveException exception)
        {
            CommandLine.Say(terminal, $"the queue's messages cannot be received: {exception.Message}");
            status = ExitStatus.Failed;
        }

        if (!json && (_steps.Count > 0 || status is ExitStatus.Answered))
            page.End(_steps, hold);
        return (int)(_steps.Any(step => step.Failed) ? ExitStatus.Failed : status);
    }

    /// <summary>A message that stays in the queue is received again after a while, and then is not new.</summary>
    private async IAsyncEnumerable<QueueMessage> NewMessagesAsync(
        TimeSpan hold, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>();
        while (await queue.ReceiveAsync(hold, cancellationToken) is var received && received.Any(message => !seen.Contains(message.Id)))
        {
            foreach (var message in received.Where(message => seen.Add(message.Id)))
                yield return message;
        }
    }

    private async Task<RedriveStep> TakeAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        UnansweredEvent unanswered;
        try
        {
            unanswered = UnansweredEvent.Read(message.Body);
        }
        catch (TriggerFormatException exception)
        {
            return new(message, null, Redriven.Left, exception.Message);
        }

        // No rule sends what a person has decided, so whoever put it there was no rule.
        if (unanswered.Triggers.Any(trigger => trigger is OrderTrigger))
            return new(message, unanswered, Redriven.Left, "it is a person's decision about an alert, which no rule sends; whoever wants it runs scan-responder approve or undo");
        if (function is null)
            return new(message, unanswered, Redriven.Waiting);

        // Whoever may send to the queue may put anything there. Where it says for whom it was, that must be who gets it.
        if (((unanswered as UnansweredEvent.Failed)?.FunctionArn ?? message.TargetArn) is { } meant && name is not null && !name.MayBe(meant))
            return new(message, unanswered, Redriven.Left, $"it was meant for {meant}, not for {name}");
        try
        {
            await function.InvokeAsync(unanswered.Json, cancellationToken);
        }
        catch (RedriveException exception)
        {
            return new(message, unanswered, Redriven.Left, exception.Message);
        }

        try
        {
            // Lambda has the event now: whoever stops the tool here does not want it handed over twice.
            await queue.DeleteAsync(message, CancellationToken.None);
            return new(message, unanswered, Redriven.HandedOver);
        }
        catch (RedriveException exception)
        {
            return new(message, unanswered, Redriven.NotDeleted, exception.Message);
        }
    }
}
