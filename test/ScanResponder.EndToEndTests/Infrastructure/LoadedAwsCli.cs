namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// The real AWS CLI, loaded once. It takes most of a second to load its own code and EC2's model, and tests paste hundreds of commands: a few
/// processes that have loaded them take turns, with the environment, input and outputs of whoever calls <c>aws</c>.
/// </summary>
internal static class LoadedAwsCli
{
    private static readonly Lazy<Task<string?>> Loading = new(LoadAsync);

    /// <summary>
    /// The folder with an <c>aws</c> that hands its command on; null where the CLI is no Python program (version 2 brings its own Python along) and has
    /// to be started each time. Ends the running test where there is no AWS CLI.
    /// </summary>
    internal static Task<string?> FolderAsync() => Loading.Value;

    private static async Task<string?> LoadAsync()
    {
        var environment = MachineEnvironment.WithoutAws();
        if (await PythonOfAsync(RequiredTool.Find("aws", "pip install awscli"), environment) is not { } python)
            return null;
        environment["AWS_CONFIG_FILE"] = "/dev/null";
        environment["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        environment["LC_ALL"] = "C.UTF-8";
        var folder = Directory.CreateTempSubdirectory("aws-cli-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var script = Repository.Locate("test", "ScanResponder.EndToEndTests", "Infrastructure", "aws_cli.py");
        var socket = Path.Combine(folder, "socket");
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = ChildProcess.Start(python, environment, [script, "serve", socket], onLine: line =>
        {
            if (line == "Listening")
                listening.TrySetResult();
        });
        if (await Task.WhenAny(listening.Task, process.Exited) != listening.Task)
            Assert.Fail($"The AWS CLI could not be loaded:\n{process}");
        var command = Path.Combine(folder, "aws");
        await File.WriteAllTextAsync(command, $"#!/bin/sh\nexec '{python}' -I -S '{script}' run '{socket}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return folder;
    }

    /// <summary>The Python that runs a script, as its first line says, where it has the CLI; a script of another tool may stand for the CLI's own.</summary>
    private static async Task<string?> PythonOfAsync(string path, IReadOnlyDictionary<string, string> environment)
    {
        if (RequiredTool.Known("pyenv") is { } pyenv
            && await Command.RunAsync(pyenv, ["which", "aws"], environment, workingDirectory: null, TestContext.Current.CancellationToken) is { ExitCode: 0 } known)
        {
            path = known.StandardOutput.ToString().Trim();
        }

        var first = File.ReadLines(path).FirstOrDefault() ?? "";
        var python = first.StartsWith("#!/", StringComparison.Ordinal) ? first[2..].Trim() : "";
        return python.Contains("python", StringComparison.Ordinal) && File.Exists(python)
            && await Command.RunAsync(python, ["-c", "import awscli.clidriver"], environment, workingDirectory: null, TestContext.Current.CancellationToken) is { ExitCode: 0 }
                ? python
                : null;
    }
}
