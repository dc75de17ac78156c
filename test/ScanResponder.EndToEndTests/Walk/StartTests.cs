using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>How the process starts, and what it needs.</summary>
public sealed class StartTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private const long MegaByte = 1024 * 1024;

    public static TheoryData<string, string, string> WrongSettings => new()
    {
        { "RESPONDER_TOPIC_ARN", "", "RESPONDER_TOPIC_ARN is not set" },
        { "RESPONDER_TOPIC_ARN", "security", "RESPONDER_TOPIC_ARN=security: " },
        { "RESPONDER_TOPIC_ARN", "arn:aws:sns:eu-west-1:123456789012:security.fifo", "RESPONDER_TOPIC_ARN=arn:aws:sns:eu-west-1:123456789012:security.fifo: " },
        { "RESPONDER_MODE", "kill", "RESPONDER_MODE=kill: accepted are notify, ask, dry-run and remediate" },
        { "RESPONDER_MODE", "ask", "RESPONDER_MODE=ask: needs RESPONDER_JOURNAL_TABLE" },
        { "RESPONDER_ASK_HOURS", "0", "RESPONDER_ASK_HOURS=0: accepted is a number of hours from 1 to 720" },
        { "RESPONDER_ASK_HOURS", "721", "RESPONDER_ASK_HOURS=721: accepted is a number of hours from 1 to 720" },
        { "RESPONDER_ASK_HOURS", "a day", "RESPONDER_ASK_HOURS=a day: accepted is a number of hours from 1 to 720" },
        { "RESPONDER_GUARDED_PORTS", "22,ssh", "RESPONDER_GUARDED_PORTS=22,ssh: 'ssh'" },
        { "RESPONDER_GUARDED_PORTS", "70000", "RESPONDER_GUARDED_PORTS=70000: '70000'" },
        { "RESPONDER_TRUSTED_SOURCES", "0.0.0.0/0", "RESPONDER_TRUSTED_SOURCES=0.0.0.0/0: 0.0.0.0/0 would let the internet in" },
        { "RESPONDER_TRUSTED_SOURCES", "198.51.100.0", "RESPONDER_TRUSTED_SOURCES=198.51.100.0: '198.51.100.0'" },
        { "RESPONDER_KNOWN_SCANNERS", "vpc", "RESPONDER_KNOWN_SCANNERS=vpc: 'vpc' is neither" },
        { "RESPONDER_TRUSTED_SOURCES", "none,vpc", "RESPONDER_TRUSTED_SOURCES=none,vpc: 'none'" },
        { "RESPONDER_SCOPE", "all", "RESPONDER_SCOPE=all: accepted are probed and guarded" },
        { "RESPONDER_MIN_SEVERITY", "11", "RESPONDER_MIN_SEVERITY=11: " },
        { "RESPONDER_MAX_SHARED_INTERFACES", "-1", "RESPONDER_MAX_SHARED_INTERFACES=-1: " },
        { "RESPONDER_FLOW_LOGS", "athena:logs.flow", "RESPONDER_FLOW_LOGS=athena:logs.flow: accepted are off, auto, logs:" },
        { "RESPONDER_AUTH_LOGS", "/var/log secure", "RESPONDER_AUTH_LOGS=/var/log secure: accepted is the name of a log group" },
        { "RESPONDER_WHO_OPENED", "always", "RESPONDER_WHO_OPENED=always: accepted are auto" },
        { "RESPONDER_EVIDENCE_SECONDS", "soon", "RESPONDER_EVIDENCE_SECONDS=soon: accepted are whole seconds" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task A_wrong_setting_ends_init_with_one_line_that_names_it(string variable, string value, string message)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("notify", (variable, value));

        var error = await function.RuntimeApi.InitError.WaitAsync(TestContext.Current.CancellationToken);

        var line = (string?)JsonNode.Parse(error.Json)!["errorMessage"];
        Assert.StartsWith(message, line, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", line, StringComparison.Ordinal);
        Assert.NotEqual(0, await function.Process.Exited.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_report_of_a_wrong_setting_that_is_refused_is_logged_and_ends_the_process_in_good_order()
    {
        await using var api = new RuntimeApi { RefusesInitErrors = true };
        var keys = new AwsKeys("AKIAEXAMPLE", "secret", "token", "eu-west-1");
        await using var process = BootstrapProcess.Start(
            await bootstrap.PathAsync(), api, keys, new Uri("http://127.0.0.1:9"), new Dictionary<string, string> { ["RESPONDER_MODE"] = "notify" });

        await api.InitError.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await process.Exited.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Contains("The function ends: ", process.ToString(), StringComparison.Ordinal);
        Assert.Contains("RESPONDER_TOPIC_ARN is not set", process.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_binary_is_small_and_needs_nothing_newer_than_Amazon_Linux_2023_has()
    {
        var path = await bootstrap.PathAsync();

        Assert.InRange(new FileInfo(path).Length, MegaByte, 20 * MegaByte);
        var versions = System.Text.RegularExpressions.Regex
            .Matches(System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)), @"GLIBC_(\d+\.\d+)\0")
            .Select(match => Version.Parse(match.Groups[1].Value))
            .ToList();
        Assert.InRange(versions.Max()!, new Version(2, 2), new Version(2, 34));
    }

    [Fact]
    public async Task Publishing_gives_no_warning()
    {
        if (await bootstrap.OutputAsync() is not { } output)
        {
            Assert.Skip("The binary was given, not published.");
            return;
        }

        Assert.DoesNotContain("warning", output.StandardOutput + output.StandardError, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task One_invocation_takes_little_memory()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Everything("0.0.0.0/0"), Ingress.Everything("::/0")));
        var function = await scene.DeployAsync("remediate");

        await Scene.ProbeAsync(function, instance);

        Assert.InRange(function.Process.PeakMemory!.Value, MegaByte, 48 * MegaByte);
    }
}
