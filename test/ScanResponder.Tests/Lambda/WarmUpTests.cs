using System.Text.Json.Nodes;
using Mono.Cecil;
using ScanResponder.Aws.Ec2;
using ScanResponder.Lambda;
using ScanResponder.Lambda.Start;
using ScanResponder.Tests.Infrastructure;

namespace ScanResponder.Tests.Lambda;

[Collection(nameof(ProcessEnvironment))]
public sealed class WarmUpTests : IDisposable
{
    private static readonly string[] Keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

    // What the first answer to most events does not ask, and why it is not paid for at every start.
    private static readonly Dictionary<string, string> Cold = new()
    {
        ["AssumeRole"] = "only for findings of another account",
        ["CreateTags"] = "only for an undo",
        ["GetManagedPrefixListEntries"] = "only where a rule or a route names a prefix list",
        ["DescribeManagedPrefixLists"] = "only where a call changed a prefix list",
        ["Scan"] = "only the command line",
        ["DescribeRegions"] = "only the command line",
        ["GetCallerIdentity"] = "only the command line",
        ["DescribeSubnets"] = "only for a sweep",
        ["StartQuery"] = "a query of logs takes seconds, and the alert waits for it",
        ["GetQueryResults"] = "as StartQuery",
        ["StartQueryExecution"] = "as StartQuery",
        ["GetQueryExecution"] = "as StartQuery",
        ["GetTableMetadata"] = "as StartQuery",
        ["Invoke"] = "only the command line",
        ["ReceiveMessage"] = "only the command line",
        ["DeleteMessage"] = "only the command line",
    };

    private readonly Dictionary<string, string?> _before = Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    public WarmUpTests()
    {
        foreach (var name in Keys)
            Environment.SetEnvironmentVariable(name, "example");
    }

    [Theory]
    [InlineData("notify", "left-open")]
    [InlineData("ask", "left-open")]
    [InlineData("dry-run", "would-tighten")]
    [InlineData("remediate", "tightened")]
    public async Task The_example_is_answered_as_the_mode_says(string mode, string outcome)
    {
        var settings = SettingsOf(mode);
        using var aws = new ExampleAws(settings);

        var answer = JsonNode.Parse(await WarmUp.AnswerAsync(settings, aws))!;

        Assert.Equal(outcome, (string?)answer["outcome"]);
        Assert.Contains("Publish", aws.Asked);
    }

    [Fact]
    public async Task Every_call_of_AWS_that_is_compiled_is_warmed_up_or_left_cold_on_purpose()
    {
        var settings = SettingsOf("remediate");
        using var aws = new ExampleAws(settings);
        await WarmUp.AnswerAsync(settings, aws);

        var warm = aws.Asked.ToHashSet();
        var compiled = CompiledCalls();

        Assert.Empty(compiled.Except(warm).Except(Cold.Keys));
        Assert.Empty(Cold.Keys.Intersect(warm));
        Assert.Empty(Cold.Keys.Except(compiled));
    }

    [Fact]
    public async Task A_start_survives_an_example_that_cannot_be_answered()
    {
        // No finding is from a Region without a name.
        await WarmUp.RunAsync(SettingsOf("notify") with { Region = "" });
    }

    [Fact]
    public async Task What_an_answer_allocates_is_bounded()
    {
        var settings = SettingsOf("remediate");
        await AllocatedAsync(settings);

        Assert.InRange(await AllocatedAsync(settings), 1, MostBytes);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
            Environment.SetEnvironmentVariable(name, value);
    }

    // With all that the SDK needs for some twenty calls. Nothing else runs beside a test of this collection.
    private const long MostBytes = 6_000_000;

    private static async Task<long> AllocatedAsync(Settings settings)
    {
        using var aws = new ExampleAws(settings);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await WarmUp.AnswerAsync(settings, aws);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static Settings SettingsOf(string mode) => Settings.Read(name => name switch
    {
        "AWS_REGION" => "eu-west-1",
        "RESPONDER_TOPIC_ARN" => "arn:aws:sns:eu-west-1:123456789012:alerts",
        "RESPONDER_JOURNAL_TABLE" => "journal",
        "RESPONDER_MODE" => mode,
        "RESPONDER_FLOW_LOGS" => "logs:flows",
        "RESPONDER_AUTH_LOGS" => "/var/log/secure",
        "RESPONDER_GUARDED_PORTS" => "3389",
        _ => null,
    });

    /// <summary>Every method of one of the SDK's clients that the adapters call.</summary>
    private static HashSet<string> CompiledCalls()
    {
        using var module = ModuleDefinition.ReadModule(typeof(Ec2Account).Assembly.Location);
        return module.GetTypes()
            .SelectMany(type => type.Methods)
            .Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)
            .Select(instruction => instruction.Operand)
            .OfType<MethodReference>()
            .Where(called => called.DeclaringType.Namespace.StartsWith("Amazon.", StringComparison.Ordinal)
                && called.DeclaringType.Name is var client
                && (client.StartsWith("IAmazon", StringComparison.Ordinal) || client.EndsWith("Client", StringComparison.Ordinal))
                && called.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(called => called.Name[..^"Async".Length])
            .ToHashSet();
    }
}
