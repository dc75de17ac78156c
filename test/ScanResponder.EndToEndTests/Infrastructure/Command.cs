namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>Runs a program to its end.</summary>
public static class Command
{
    public static async Task<CommandResult> RunAsync(
        string path,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string? workingDirectory,
        CancellationToken cancellationToken)
    {
        await using ChildProcess process = ChildProcess.Start(path, environment, arguments, workingDirectory);
        int exitCode = await process.Exited.WaitAsync(cancellationToken);
        return new CommandResult(exitCode, process.StandardOutput.ToString(), process.StandardError.ToString());
    }
}
