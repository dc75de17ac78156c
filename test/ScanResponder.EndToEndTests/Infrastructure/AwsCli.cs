namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>Runs command lines that call the real <c>aws</c>, as people on call paste them.</summary>
public sealed class AwsCli(AwsKeys keys, Uri endpoint)
{
    /// <summary>Runs one command line in a POSIX shell. Skips the test where the AWS CLI is not installed.</summary>
    public async Task<CommandResult> RunAsync(string commandLine, CancellationToken cancellationToken)
    {
        Dictionary<string, string> environment = MachineEnvironment.WithoutAws();
        foreach ((string name, string value) in keys.Environment)
        {
            environment[name] = value;
        }

        environment["AWS_ENDPOINT_URL"] = endpoint.ToString().TrimEnd('/');
        environment["AWS_CONFIG_FILE"] = "/dev/null";
        environment["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        environment["AWS_PAGER"] = "";
        environment["AWS_DEFAULT_OUTPUT"] = "json";
        environment["LC_ALL"] = "C.UTF-8";
        if (await LoadedAwsCli.FolderAsync() is { } folder)
        {
            environment["PATH"] = $"{folder}{Path.PathSeparator}{environment["PATH"]}";
        }

        return await Command.RunAsync("/bin/sh", ["-c", commandLine], environment, workingDirectory: null, cancellationToken);
    }

    /// <summary>Runs command lines in order and fails the test at the first that fails.</summary>
    public async Task RunAllAsync(IEnumerable<string> commandLines, CancellationToken cancellationToken)
    {
        foreach (string commandLine in commandLines)
        {
            CommandResult result = await RunAsync(commandLine, cancellationToken);
            Assert.True(result.ExitCode == 0, $"{commandLine}\nended with exit code {result.ExitCode}:\n{result.StandardError}");
        }
    }
}
