using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>
/// The state machine of infra/sweep-organization.yaml in moto's interpreter, with an organization and a function that the test answers for. That
/// interpreter has no express executions and tolerates no failures; both are read from the template.
/// </summary>
public sealed class OrganizationSweepTests
{
    private const string Function = "arn:aws:lambda:eu-west-1:123456789012:function:responder";
    private static readonly AwsKeys Keys = new("AKIAIOSFODNN7EXAMPLE", "secret", "", "eu-west-1");

    // Its parser of intrinsic functions knows no escapes of JSON.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_active_account_and_Region_is_swept_and_what_failed_is_told_in_one_message()
    {
        await using Machine machine = await Machine.StartAsync();
        machine.Accounts(
            """{"Accounts": [{"Id": "111111111111", "State": "ACTIVE"}, {"Id": "222222222222", "State": "SUSPENDED", "Status": "ACTIVE"}], "NextToken": "more"}""",
            """{"Accounts": [], "NextToken": "last"}""",
            """{"Accounts": [{"Id": "333333333333", "Status": "ACTIVE"}, {"Id": "444444444444", "State": "CLOSED"}]}""");
        machine.Answer(call => Asked(call) == "333333333333 us-east-1", Failing("TriggerHeldException"));
        machine.Answer(_ => true, HttpAnswer.Json(200, """{"schema": "scan-responder/sweep/1"}"""));

        JsonNode? ended = await machine.RunAsync();

        Assert.Equal(
            ["111111111111 eu-west-1", "111111111111 us-east-1", "333333333333 eu-west-1", "333333333333 us-east-1"],
            machine.Aws.Calls.Where(call => call.Service == "lambda").Select(Asked).Distinct().Order(StringComparer.Ordinal));
        JsonObject sweep = JsonNode.Parse(machine.Aws.Calls.First(call => call.Service == "lambda").Request.Text)!.AsObject();
        Assert.Equal(("scan-responder", "Sweep"), ((string?)sweep["source"], (string?)sweep["detail-type"]));
        Assert.True(DateTimeOffset.TryParse((string?)sweep["time"], out _));
        Assert.Equal("""[{"account":"333333333333","region":"us-east-1","error":"TriggerHeldException"}]""", ended!.ToJsonString());
        AwsCall told = Assert.Single(machine.Aws.Calls, call => call.Service == "sns");
        Assert.Contains("could not look at 1 places", told["Message"], StringComparison.Ordinal);
        Assert.Contains("""{"account":"333333333333","region":"us-east-1","error":"TriggerHeldException"}""", told["Message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_all_is_looked_at_nobody_is_told()
    {
        await using Machine machine = await Machine.StartAsync();
        machine.Accounts("""{"Accounts": [{"Id": "111111111111", "State": "ACTIVE"}]}""");
        machine.Answer(_ => true, HttpAnswer.Json(200, "{}"));

        JsonNode? ended = await machine.RunAsync();

        Assert.Equal("[]", ended!.ToJsonString());
        Assert.DoesNotContain(machine.Aws.Calls, call => call.Service == "sns");
    }

    [Fact]
    public async Task Accounts_whose_sweep_did_not_end_are_told_too()
    {
        await using Machine machine = await Machine.StartAsync();
        machine.Accounts("""{"Accounts": [{"Id": "111111111111", "State": "ACTIVE"}]}""");
        machine.Answer(_ => true, HttpAnswer.Json(200, "{}"));

        // As if two accounts had been asked about.
        JsonNode? ended = await machine.RunAsync(definition => definition.Replace("\"asked.$\":\"States.ArrayLength($.page.Accounts)\"", "\"asked\":2", StringComparison.Ordinal));

        Assert.Equal(
            """[{"account":"one or more of 2 accounts from 111111111111 on","region":"all","error":"did not end in time"}]""",

            // moto puts in brackets what an index of a path finds.
            ended!.ToJsonString().Replace("[111111111111]", "111111111111", StringComparison.Ordinal));
        Assert.Single(machine.Aws.Calls, call => call.Service == "sns");
    }

    [Fact]
    public async Task The_machine_may_do_what_it_does_and_no_more()
    {
        Deployment stack = await StackAsync();

        JsonNode definition = stack["Sweep"]["Definition"]!;
        JsonNode map = definition["States"]!["SweepAccounts"]!;
        Assert.Equal(
            ("DISTRIBUTED", "EXPRESS", 100, "$.atOnce.accounts", "States.StringToJson('8')"),
            ((string?)map["ItemProcessor"]!["ProcessorConfig"]!["Mode"], (string?)map["ItemProcessor"]!["ProcessorConfig"]!["ExecutionType"], (int)map["ToleratedFailurePercentage"]!, (string?)map["MaxConcurrencyPath"], (string?)definition["States"]!["Begin"]!["Parameters"]!["atOnce"]!["accounts.$"]));
        Assert.Equal(
            ["lambda:InvokeFunction", "organizations:ListAccounts", "sns:Publish", "states:DescribeExecution", "states:StartExecution", "states:StopExecution"],
            new PolicyStatements([stack["SweepRole"]["Policies"]![0]!["PolicyDocument"]!]).AllowedActions.Order(StringComparer.Ordinal));
        Assert.Equal(stack["Sweep"]["StateMachineName"]!.ToString(), stack["SweepRole"]["Policies"]![0]!["PolicyDocument"]!["Statement"]![3]!["Resource"]!.ToString().Split(':')[^1]);
    }

    private static async Task<Deployment> StackAsync() => (await Template.LoadAsync(Path.Combine("infra", "sweep-organization.yaml"))).With(
        ("FunctionArn", Function), ("Regions", "eu-west-1,us-east-1"), ("TopicArn", "arn:aws:sns:eu-west-1:123456789012:alerts"));

    private static string Asked(AwsCall call) =>
        JsonNode.Parse(call.Request.Text) is JsonObject sweep ? $"{(string?)sweep["account"]} {(string?)sweep["region"]}" : "";

    private static HttpAnswer Failing(string type) =>
        HttpAnswer.Json(200, $$"""{"errorType": "{{type}}", "errorMessage": "no"}""") with { Headers = new Dictionary<string, string> { ["X-Amz-Function-Error"] = "Unhandled" } };

    /// <summary>moto with the machine in it. What it asks of AWS comes through a proxy.</summary>
    private sealed class Machine : IAsyncDisposable
    {
        private readonly ChildProcess _moto;
        private readonly AwsCli _cli;
        private int _pages;

        private Machine(ChildProcess moto, AwsProxy aws, Uri address)
        {
            (_moto, Aws) = (moto, aws);
            _cli = new(Keys, address);
        }

        internal AwsProxy Aws { get; }

        internal static async Task<Machine> StartAsync()
        {
            var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
            var aws = new AwsProxy(listening.Task);
            aws.Inject(call => call.Service == "sns", new Fault.AnsweredInstead(HttpAnswer.Xml(200, "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>")));
            ChildProcess moto = await MotoServer.StartAsync(listening, ("MOTO_PORT", aws.Address.Port.ToString(provider: null)));
            Uri address = await listening.Task;
            using var http = new HttpClient();
            using var config = new StringContent("""{"stepfunctions": {"execute_state_machine": true}}""", Encoding.UTF8, "application/json");
            (await http.PostAsync(new Uri(address, "moto-api/config"), config, Token)).EnsureSuccessStatusCode();
            return new Machine(moto, aws, address);
        }

        internal void Accounts(params string[] pages)
        {
            foreach (string page in pages)
            {
                int number = ++_pages;
                Aws.Inject(call => call.Action == "ListAccounts" && call.Occurrence == number, new Fault.AnsweredInstead(HttpAnswer.Json(200, page)));
            }
        }

        internal void Answer(Func<AwsCall, bool> when, HttpAnswer answer) =>
            Aws.Inject(call => call.Service == "lambda" && when(call), new Fault.AnsweredInstead(answer));

        internal async Task<JsonNode?> RunAsync(Func<string, string>? change = null)
        {
            string definition = (await StackAsync())["Sweep"]["Definition"]!.ToJsonString(Plain)
                .Replace("\"EXPRESS\"", "\"STANDARD\"", StringComparison.Ordinal)
                .Replace("\"ToleratedFailurePercentage\":100,", "", StringComparison.Ordinal);
            definition = change?.Invoke(definition) ?? definition;
            string file = Path.Combine(AppContext.BaseDirectory, $"machine-{Guid.NewGuid():N}.json");
            await File.WriteAllTextAsync(file, definition, Token);
            try
            {
                string machine = await AskAsync($"stepfunctions create-state-machine --name sweep --role-arn arn:aws:iam::123456789012:role/sweep --definition file://{file} --query stateMachineArn --output text");
                string execution = await AskAsync($"stepfunctions start-execution --state-machine-arn {machine} --query executionArn --output text");
                while (true)
                {
                    JsonNode state = JsonNode.Parse(await AskAsync($"stepfunctions describe-execution --execution-arn {execution} --output json"))!;
                    if ((string?)state["status"] is "SUCCEEDED")
                    {
                        return JsonNode.Parse((string)state["output"]!);
                    }

                    Assert.True((string?)state["status"] is "RUNNING", state.ToJsonString());
                    await Task.Delay(200, Token);
                }
            }
            finally
            {
                File.Delete(file);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _moto.DisposeAsync();
            await Aws.DisposeAsync();
        }

        private async Task<string> AskAsync(string command)
        {
            CommandResult answer = await _cli.RunAsync($"aws {command}", Token);
            Assert.True(answer.ExitCode == 0, $"aws {command}\n{answer.StandardError}\n{_moto}");
            return answer.StandardOutput.Trim();
        }
    }
}
