using System.Text.Json;
using ScanResponder.Aws.Redrive;

namespace ScanResponder.Cli.Decide;

/// <summary>Tells the function what somebody has decided, and shows the alert that it answers with.</summary>
/// <param name="function">The function.</param>
/// <param name="terminal">Where the answer is shown.</param>
internal sealed class Deciding(IFunction function, ITerminal terminal)
{
    /// <summary>Tells it.</summary>
    /// <param name="decision">What was decided.</param>
    /// <param name="json">True to print the alert document alone.</param>
    /// <param name="status">The status for an outcome.</param>
    /// <param name="cancellationToken">Gives up waiting; the function goes on.</param>
    internal async Task<int> RunAsync(Decision decision, bool json, Func<string, ExitStatus> status, CancellationToken cancellationToken)
    {
        string answer;
        JsonElement alert;
        try
        {
            answer = await function.AskAsync(decision.ToEvent(DateTimeOffset.UtcNow), cancellationToken);
            alert = JsonElement.Parse(answer);
        }
        catch (RedriveException exception)
        {
            throw new InputException($"{decision.Finding}: {exception.Message}", exception);
        }
        catch (JsonException exception)
        {
            throw new InputException($"{decision.Finding}: the function's answer is not JSON: {exception.Message}", exception);
        }

        if (json)
            terminal.Output.Write(new PlainLines().Add(answer));
        else
            Show(alert);
        return (int)status(Text(alert, "outcome"));
    }

    private void Show(JsonElement alert)
    {
        var lines = new PlainLines().Add($"{Text(alert, "outcome")}: {Text(alert, "reason")}");
        foreach (var change in List(alert, "changes"))
        {
            var ports = (Number(change, "fromPort"), Number(change, "toPort")) is (var from, var to) && from != to ? $"{from}-{to}" : $"{from}";
            lines.Add($"  {(Text(change, "action") == "authorize" ? '+' : '-')} {Text(change, "groupId")} {Text(change, "protocol")} {ports} from {Text(change, "source")} ({Text(change, "status")})");
        }

        foreach (var note in List(alert, "notes"))
            lines.Add($"  {note}");
        Commands("This approves it:", "approve");
        Commands("This takes it back:", "undo");
        terminal.Output.Write(lines);

        void Commands(string what, string name)
        {
            var commands = List(alert, name).ToList();
            if (commands.Count == 0)
                return;
            lines.Add().Add(what);
            commands.ForEach(command => lines.Add(command.ToString()));
        }
    }

    private static string Text(JsonElement part, string name) =>
        part.ValueKind is JsonValueKind.Object && part.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";

    private static string Number(JsonElement part, string name) => part.ValueKind is JsonValueKind.Object && part.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static JsonElement.ArrayEnumerator List(JsonElement part, string name) =>
        part.ValueKind is JsonValueKind.Object && part.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array ? value.EnumerateArray() : default;
}
