namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>The command line tool <c>scan-responder</c>, as the project beside this one was built.</summary>
public static class Tool
{
    // bin/<configuration>/<framework>, the same for both projects.
    private static string Build { get; } = Path.GetRelativePath(Repository.Locate("test", "ScanResponder.EndToEndTests"), AppContext.BaseDirectory);

    /// <summary>Runs it to its end, with these credentials and with AWS at this endpoint.</summary>
    public static async Task<CommandResult> RunAsync(AwsKeys keys, Uri endpoint, CancellationToken cancellationToken, params string[] words)
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
        return await Command.RunAsync(
            "dotnet",
            ["exec", Path.Combine(Repository.Locate("src", "ScanResponder.Cli"), Build, "scan-responder.dll"), .. words],
            environment,
            workingDirectory: null,
            cancellationToken);
    }
}
