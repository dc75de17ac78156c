using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.InfrastructureTests;

public sealed class ChildProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_has_the_environment_it_was_given_and_nothing_else()
    {
        var environment = new Dictionary<string, string> { ["AWS_REGION"] = "eu-west-1" };
        await using ChildProcess process = ChildProcess.Start("/usr/bin/env", environment);

        Assert.Equal(0, await process.Exited.WaitAsync(Cancellation));
        Assert.Equal(["AWS_REGION=eu-west-1"], process.StandardOutput.Lines);
    }

    [Fact]
    public async Task The_function_gets_what_Lambda_would_give_it_and_its_settings()
    {
        await using var api = new RuntimeApi();
        var keys = new AwsKeys("ASIAEXAMPLE", "secret", "token", "eu-west-1");
        await using ChildProcess process = BootstrapProcess.Start(
            "/usr/bin/env", api, keys, new Uri("http://127.0.0.1:1/"), new Dictionary<string, string> { ["RESPONDER_MODE"] = "notify" });

        await process.Exited.WaitAsync(Cancellation);

        Assert.Contains($"AWS_LAMBDA_RUNTIME_API={api.Endpoint}", process.StandardOutput.Lines);
        Assert.Contains("AWS_ENDPOINT_URL=http://127.0.0.1:1", process.StandardOutput.Lines);
        Assert.Contains("AWS_SESSION_TOKEN=token", process.StandardOutput.Lines);
        Assert.Contains("RESPONDER_MODE=notify", process.StandardOutput.Lines);
        Assert.DoesNotContain(process.StandardOutput.Lines, line => line.StartsWith("HOME=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Output_and_exit_code_are_kept_apart()
    {
        CommandResult result = await Command.RunAsync(
            "/bin/sh", ["-c", "echo out; echo error >&2; exit 3"], new Dictionary<string, string>(), workingDirectory: null, Cancellation);

        Assert.Equal(new CommandResult(3, "out\n", "error\n"), result);
    }

    [Fact]
    public async Task Peak_memory_is_known_while_the_process_runs()
    {
        await using ChildProcess process = ChildProcess.Start("/bin/sleep", new Dictionary<string, string>(), ["60"]);

        Assert.InRange(process.PeakMemory ?? 0, 1, 64 * 1024 * 1024);
        process.Kill();
        Assert.Equal(128 + 9, await process.Exited.WaitAsync(Cancellation));
        Assert.Null(process.PeakMemory);
    }

    [Fact]
    public async Task Disposing_ends_a_process_that_still_runs()
    {
        ChildProcess process = ChildProcess.Start("/bin/sleep", new Dictionary<string, string>(), ["60"]);
        await process.DisposeAsync();

        Assert.True(process.Exited.IsCompletedSuccessfully);
    }
}
