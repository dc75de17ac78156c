using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>
/// The command line examines the template's stack on moto. moto simulates no policies, lists no rules of GuardDuty and tries no patterns: a test answers
/// those, and the rest is what moto made of the template.
/// </summary>
public sealed class DoctorTests(MotoServer moto)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_stack_is_examined_and_what_the_account_lacks_is_named_with_what_mends_it()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        var cli = new AwsCli(world.Keys, world.Endpoint);
        await DeploymentTests.DeployAsync(
            cli, await Template.LoadAsync(), "ParameterKey=Mode,ParameterValue=remediate", "ParameterKey=ManagementEvents,ParameterValue=yes", "ParameterKey=Config,ParameterValue=on");
        await using AwsProxy aws = Proxy(world);

        CommandResult before = await Tool.RunAsync(world.Keys, aws.Address, Cancellation, "doctor");

        Assert.Equal((3, ""), (before.ExitCode, before.StandardError));
        string[] lines = before.StandardOutput.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("problem         GuardDuty: it is off in eu-west-1", StringComparison.Ordinal) && line.EndsWith(". Mend: aws guardduty create-detector --region eu-west-1 --enable", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("problem         CloudTrail: there is no trail in eu-west-1", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("problem         AWS Config: there is no recorder in eu-west-1", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("problem         topic: nobody gets what is published to ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("problem         journal: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok              rule: ", StringComparison.Ordinal) && line.EndsWith(" hands over what GuardDuty tells", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("could not look", StringComparison.Ordinal) && !line.Contains(" key: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_role_of_a_member_account_is_looked_at_through_another_role_there()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        using AwsWorld member = await AwsWorld.CreateAsync(moto, Cancellation, beside: world);
        var cli = new AwsCli(world.Keys, world.Endpoint);
        await DeploymentTests.DeployAsync(cli, await Template.LoadAsync(), "ParameterKey=MemberRole,ParameterValue=scan-responder-member");
        await using AwsProxy aws = Proxy(world);
        string role = (await AnswerAsync(cli, "cloudformation describe-stacks --query \"Stacks[0].Outputs[?OutputKey=='FunctionRoleArn'].OutputValue\" --output text")).Trim();

        Assert.StartsWith($"there is no role arn:aws:iam::{member.AccountId}:role/scan-responder-member", await LookAsync("problem"), StringComparison.Ordinal);
        await DeployRoleAsync($"{role}-of-before");
        Assert.StartsWith($"arn:aws:iam::{member.AccountId}:role/scan-responder-member does not let {role} in", await LookAsync("problem"), StringComparison.Ordinal);
        await DeployRoleAsync(role);
        Assert.Equal($"arn:aws:iam::{member.AccountId}:role/scan-responder-member lets the function look and close in eu-west-1", await LookAsync("ok"));

        async Task<string> LookAsync(string state)
        {
            CommandResult run = await Tool.RunAsync(world.Keys, aws.Address, Cancellation, "doctor", "--json", "--member-account", member.AccountId, "--through", "OrganizationAccountAccessRole");
            JsonNode check = Check(run, "member account: ");
            Assert.Equal(state, (string?)check["state"]);
            return (string)check["text"]!;
        }

        // What the template makes of the trust policy. moto takes no changes of a stack's role.
        async Task DeployRoleAsync(string responder)
        {
            JsonNode trust = (await Template.LoadAsync(Path.Combine("infra", "member-role.yaml"))).With(("ResponderRoleArn", responder), ("Regions", "eu-west-1"))["MemberRole"]["AssumeRolePolicyDocument"]!;
            var there = new AwsCli(member.Keys, member.Endpoint);
            await there.RunAsync("aws iam delete-role --role-name scan-responder-member", Cancellation);
            await AnswerAsync(there, $"iam create-role --role-name scan-responder-member --assume-role-policy-document '{trust.ToJsonString()}'");
        }
    }

    [Fact]
    public async Task What_it_says_to_run_mends_what_it_says()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        var cli = new AwsCli(world.Keys, world.Endpoint);
        await DeploymentTests.DeployAsync(cli, await Template.LoadAsync());
        await using AwsProxy aws = Proxy(world);
        string rule = (await AnswerAsync(cli, "events list-rules --query \"Rules[?contains(Name,'Finding')&&contains(EventPattern,'aws.guardduty')].Name\" --output text")).Trim();
        await AnswerAsync(cli, $"events disable-rule --name {rule}");

        string[] mended = [$"rule: {rule} is disabled", "GuardDuty: it is off", "journal: "];
        foreach (string problem in mended)
        {
            CommandResult before = await Tool.RunAsync(world.Keys, aws.Address, Cancellation, "doctor", "--json");
            JsonNode check = Check(before, problem);
            Assert.Equal("problem", (string?)check["state"]);
            await AnswerAsync(cli, ((string)check["mend"]!)["aws ".Length..]);
        }

        CommandResult after = await Tool.RunAsync(world.Keys, aws.Address, Cancellation, "doctor", "--json");
        Assert.All(["rule: " + rule, "GuardDuty: on in eu-west-1", "journal: "], what => Assert.Equal("ok", (string?)Check(after, what)["state"]));
    }

    [Fact]
    public async Task A_drill_is_handed_to_the_target_of_the_rule()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        var cli = new AwsCli(world.Keys, world.Endpoint);
        await DeploymentTests.DeployAsync(cli, await Template.LoadAsync());
        await using AwsProxy aws = Proxy(world);
        aws.Inject(call => call.Action == "TestEventPattern", new Fault.AnsweredInstead(HttpAnswer.Json(200, """{"Result": true}""")));
        aws.Inject(
            call => call.Service == "lambda" && call.Request.Target.EndsWith("/invocations", StringComparison.Ordinal),
            new Fault.AnsweredInstead(HttpAnswer.Json(200, """{"schema": "scan-responder/alert/1", "outcome": "not-applicable"}""")));

        CommandResult run = await Tool.RunAsync(world.Keys, aws.Address, Cancellation, "doctor", "--test", "--json");

        Assert.Equal("ok", (string?)Check(run, "drill: ")["state"]);
        JsonNode tried = JsonNode.Parse(aws.Calls.Single(call => call.Action == "TestEventPattern").Request.Text)!;
        var pattern = new EventPattern(JsonNode.Parse((string)tried["EventPattern"]!)!);
        Assert.True(pattern.Matches((string)tried["Event"]!));
        Assert.Equal(
            JsonNode.Parse((string)tried["Event"]!)!.ToJsonString(),
            JsonNode.Parse(aws.Calls.Single(call => call.Request.Target.EndsWith("/invocations", StringComparison.Ordinal)).Request.Text)!.ToJsonString());
    }

    private static AwsProxy Proxy(AwsWorld world)
    {
        var aws = new AwsProxy(world.Endpoint);
        aws.Inject(
            call => call.Action == "SimulatePrincipalPolicy",
            new Fault.AnsweredInstead(HttpAnswer.Xml(200, "<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults/></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>")));
        aws.Inject(call => call.Service == "guardduty" && call.Request.Target.EndsWith("/filter", StringComparison.Ordinal), new Fault.AnsweredInstead(HttpAnswer.Json(200, """{"filterNames": []}""")));
        return aws;
    }

    private static JsonNode Check(CommandResult run, string what) => JsonNode.Parse(run.StandardOutput)!["checks"]!.AsArray()
        .First(check => $"{(string?)check!["subject"]}: {(string?)check["text"]}".StartsWith(what, StringComparison.Ordinal))!;

    private static async Task<string> AnswerAsync(AwsCli cli, string command)
    {
        CommandResult answer = await cli.RunAsync($"aws {command}", Cancellation);
        Assert.True(answer.ExitCode == 0, $"aws {command}\n{answer.StandardError}");
        return answer.StandardOutput;
    }
}
