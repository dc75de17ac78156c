using ScanResponder.EndToEndTests.Infrastructure;

[assembly: AssemblyFixture(typeof(PublishedBootstrap))]

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// The native binary under test: the one that SCAN_RESPONDER_BOOTSTRAP names, or else the one that <c>dotnet publish</c> makes of the
/// sources, once per test run and only if a test asks for it.
/// </summary>
public sealed class PublishedBootstrap
{
    /// <summary>The variable that names a binary that was published before.</summary>
    public const string PathVariable = "SCAN_RESPONDER_BOOTSTRAP";

    /// <summary>The variable that names a file with what publishing that binary said.</summary>
    private const string LogVariable = "SCAN_RESPONDER_PUBLISH_LOG";

    private readonly Lazy<Task<CommandResult?>> publishing = new(PublishAsync);

    private static string? GivenPath =>
        Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    /// <summary>The path of the executable; the first caller waits for it to be published.</summary>
    public async Task<string> PathAsync()
    {
        string path = GivenPath ?? Repository.Locate("artifacts", "bootstrap", "bootstrap");
        if (await publishing.Value is { ExitCode: not 0 } failed)
        {
            Assert.Fail($"dotnet publish ended with exit code {failed.ExitCode}:\n{failed.StandardOutput}{failed.StandardError}");
        }

        if (!File.Exists(path))
        {
            Assert.Fail($"There is no bootstrap at {path}" + (GivenPath is null ? "." : $", where {PathVariable} points."));
        }

        return path;
    }

    /// <summary>
    /// What publishing said, so that a test can assert that it warned of nothing; null if the binary was given without that. A build that is up to date
    /// compiles nothing and so repeats no warning, but none can hide there: warnings are errors for the compilers, C#'s and the native one.
    /// </summary>
    public Task<CommandResult?> OutputAsync() => publishing.Value;

    private static async Task<CommandResult?> PublishAsync()
    {
        if (GivenPath is not null)
        {
            return Environment.GetEnvironmentVariable(LogVariable) is { Length: > 0 } log ? new CommandResult(0, await File.ReadAllTextAsync(log), "") : null;
        }

        // Nothing else is seen for a minute or more.
        await Console.Error.WriteLineAsync("Publishing the native function for the end-to-end tests; the first time it takes a minute or two.");
        Dictionary<string, string> environment = MachineEnvironment.WithoutAws();
        // A build server that outlives the build would hold its output open, and the test run with it.
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_NOLOGO"] = "1";
        // The native compiler collects garbage in a quarter of its time otherwise.
        environment["DOTNET_GCgen0size"] = "0x4000000";
        return await Command.RunAsync(
            "dotnet",
            [
                "publish", "src/ScanResponder.Lambda", "-c", "Release", "-r", "linux-x64", "-o", "artifacts/bootstrap",
                "-p:UseSharedCompilation=false",
                // They looked at the same sources when the tests were built.
                "-p:RunAnalyzers=false",
            ],
            environment,
            Repository.Root,
            TestContext.Current.CancellationToken);
    }
}
