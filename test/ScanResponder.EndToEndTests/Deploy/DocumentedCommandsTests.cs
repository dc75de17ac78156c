using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>
/// The commands of the documentation work as they stand there. Those of the AWS CLI run against moto, in an account with our stack; those of SAM, make and dotnet name what
/// exists. Those of this project's own command line are tested beside it.
/// </summary>
public sealed partial class DocumentedCommandsTests(MotoServer moto)
{
    // moto does not have these. The CLI's own parser takes them all the same, or it would say so before it asks.
    private static readonly string[] UnknownToMoto =
        ["aws cloudformation activate-organizations-access", "aws guardduty create-sample-findings", "aws guardduty get-findings"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_command_of_the_AWS_CLI_does_what_it_is_there_for()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        var cli = new AwsCli(world.Keys, world.Endpoint);
        IReadOnlyDictionary<string, string> places = await FurnishAsync(world, cli);
        List<DocumentedCommand> commands = [.. DocumentedCommand.All.Where(command => command.IsDefinition || command.Text.StartsWith("aws ", StringComparison.Ordinal) || command.Text.StartsWith("printf ", StringComparison.Ordinal))];
        Assert.InRange(commands.Count, 20, 1000);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("documented-");
        try
        {
            folder.CreateSubdirectory("test");
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "infra"), Repository.Locate("infra"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "event.json"), "{}", Cancellation);

            // One shell, so that a command has what those before it have defined.
            var script = new StringBuilder($"cd '{folder.FullName}'; export AWS_MAX_ATTEMPTS=1\n");
            foreach ((int number, DocumentedCommand command) in commands.Index())
                script.Append(CultureInfo.InvariantCulture, $"{{ {Filled(command.Text, places)}\n}} >{number}.out 2>{number}.err </dev/null; echo $? >{number}.status\n");
            await cli.RunAsync(script.ToString(), Cancellation);

            List<string> unknown = [];
            foreach ((int number, DocumentedCommand command) in commands.Index())
            {
                string errors = await ReadAsync($"{number}.err");
                if ((await ReadAsync($"{number}.status")).Trim() == "0")
                    continue;
                Assert.True(MotoHasNoSuchThing().IsMatch(errors), $"{command.Page}: {command.Text}\n{errors}");
                unknown.Add(string.Join(' ', command.Text.Split(' ')[..3]));
            }

            Assert.Equal(UnknownToMoto, unknown.Distinct().Order(StringComparer.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(folder.FullName, name), Cancellation);
    }

    [Fact]
    public async Task A_command_that_deploys_names_a_template_and_all_the_parameters_that_it_needs()
    {
        List<string> commands = [.. DocumentedCommand.Starting("aws").Select(command => command.Text).Where(command => command.StartsWith("aws cloudformation deploy ", StringComparison.Ordinal))];

        Assert.NotEmpty(commands);
        foreach (string command in commands)
        {
            Template template = await Template.LoadAsync(TemplateFile().Match(command).Groups["path"].Value);
            Assert.All(Overrides().Matches(command), given => Assert.Contains(given.Groups["name"].Value, template.ParameterDeclarations.Select(parameter => parameter.Key)));
            Assert.All(
                template.ParameterDeclarations.Where(parameter => parameter.Value!["Default"] is null),
                parameter => Assert.Contains($" {parameter.Key}=", command, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_output_that_the_documentation_asks_for_is_one_of_the_stack()
    {
        HashSet<string> outputs = await OutputsAsync("template.yaml");
        HashSet<string> lab = await OutputsAsync("infra/lab.yaml");

        foreach (string page in DocumentedCommand.Pages)
        {
            string text = await File.ReadAllTextAsync(Repository.Locate(page), Cancellation);
            Assert.All(Output().Matches(text), output => Assert.Contains(output.Groups["name"].Value, output.Groups["stack"].Value is "lab" ? lab : outputs));
        }

        static async Task<HashSet<string>> OutputsAsync(string path) => [.. (await Template.LoadAsync(path)).Root()["Outputs"]!.AsObject().Select(output => output.Key)];
    }

    [Fact]
    public async Task A_command_of_SAM_names_an_environment_and_parameters_that_exist()
    {
        string environments = await File.ReadAllTextAsync(Repository.Locate("samconfig.toml"), Cancellation);
        JsonObject parameters = (await Template.LoadAsync()).ParameterDeclarations;

        Assert.NotEmpty(DocumentedCommand.Starting("sam"));
        foreach (string command in DocumentedCommand.Starting("sam").Select(command => command.Text))
        {
            if (Environment().Match(command) is { Success: true } environment)
                Assert.Contains($"[{environment.Groups["name"].Value}.deploy.parameters]", environments, StringComparison.Ordinal);
            Assert.All(Overrides().Matches(command), given => Assert.Contains(given.Groups["name"].Value, parameters.Select(parameter => parameter.Key)));
        }
    }

    [Fact]
    public async Task A_command_of_make_or_dotnet_names_a_target_or_a_project_that_exists()
    {
        string makefile = await File.ReadAllTextAsync(Repository.Locate("Makefile"), Cancellation);

        Assert.NotEmpty(DocumentedCommand.Starting("make"));
        Assert.All(DocumentedCommand.Starting("make"), command => Assert.Matches($@"(?m)^{Regex.Escape(command.Text.Split(' ')[1])}:", makefile));
        foreach (DocumentedCommand command in DocumentedCommand.Starting("dotnet"))
        {
            if (Project().Match(command.Text) is not { Success: true } project)
                continue;
            string path = Repository.Locate(project.Groups["path"].Value);
            Assert.NotEmpty(Directory.EnumerateFiles(path, "*.csproj"));
            if (Profile().Match(command.Text) is { Success: true } profile)
                Assert.Contains($"\"{profile.Groups["name"].Value}\": {{", await File.ReadAllTextAsync(Path.Combine(path, "Properties", "launchSettings.json"), Cancellation), StringComparison.Ordinal);
        }
    }

    /// <summary>What stands in the commands for what people fill in.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> FurnishAsync(AwsWorld world, AwsCli cli)
    {
        await DeploymentTests.DeployAsync(cli, await Template.LoadAsync(), "ParameterKey=AlertEmail,ParameterValue=soc@example.com");
        PublicNetwork network = await world.PublicNetworkAsync(Cancellation);
        SecurityGroup group = await world.SecurityGroupAsync(network, "bastion", Cancellation, Ingress.Tcp(22, "198.51.100.0/24"));
        await cli.RunAllAsync(
            [
                "aws organizations create-organization --query Organization.Id",
                "aws guardduty create-detector --enable",
                $"aws s3api create-bucket --bucket flow-logs-{world.AccountId} --create-bucket-configuration LocationConstraint=eu-west-1",
                "aws cloudwatch put-metric-alarm --alarm-name errors --namespace AWS/Lambda --metric-name Errors --statistic Sum --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold",
            ],
            Cancellation);
        string root = await AskAsync("organizations list-roots --query 'Roots[0].Id'");
        string unit = await AskAsync($"organizations create-organizational-unit --parent-id {root} --name shops --query OrganizationalUnit.Id");
        string function = await OutputAsync("FunctionName");
        string role = await OutputAsync("FunctionRoleArn");
        string topic = await OutputAsync("TopicArn");
        string rule = await AskAsync("cloudformation describe-stack-resources --stack-name scan-responder --query \"StackResources[?LogicalResourceId=='ResponderFinding'].PhysicalResourceId\"");
        return new Dictionary<string, string>
        {
            ["<vpc-...>"] = network.VpcId,
            ["<vpc-...,vpc-...>"] = (await world.Ec2.CreateVpcAsync(new("10.1.0.0/16"), Cancellation)).Vpc.VpcId,
            ["<FlowLogsBucket>"] = $"flow-logs-{world.AccountId}",
            ["<yyyy/mm/dd>"] = "2026/01/01",
            ["<sg-...>"] = group.Id,
            ["<sgr-...>"] = (await world.RuleIdsAsync(group, Cancellation))[0],
            ["<id>"] = "0123",
            ["<r-... or ou-...>"] = unit,
            ["<name of FunctionErrors>"] = "errors",
            ["<name of ResponderFinding>"] = rule.Split('|')[^1],
            ["<output FunctionRoleArn of the stack>"] = role,
            ["<output TopicArn>"] = topic,
            ["<ARN of the function>"] = $"arn:aws:lambda:eu-west-1:{world.AccountId}:function:{function}",
            ["<ARN of the stack's Key>"] = $"arn:aws:kms:eu-west-1:{world.AccountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            ["<output StateMachineArn>"] = $"arn:aws:states:eu-west-1:{world.AccountId}:stateMachine:scan-responder-organization",
            ["--function-name scan-responder "] = $"--function-name {function} ",
            ["{...}"] = "{}",
        };

        Task<string> OutputAsync(string name) => AskAsync($"cloudformation describe-stacks --stack-name scan-responder --query \"Stacks[0].Outputs[?OutputKey=='{name}'].OutputValue\"");

        async Task<string> AskAsync(string question)
        {
            CommandResult answer = await cli.RunAsync($"aws {question} --output text", Cancellation);
            Assert.True(answer.ExitCode == 0, $"aws {question}\n{answer.StandardError}");
            return answer.StandardOutput.Trim();
        }
    }

    private static string Filled(string command, IReadOnlyDictionary<string, string> places)
    {
        command = Next().Replace(places.Aggregate(command, (filled, place) => filled.Replace(place.Key, place.Value, StringComparison.Ordinal)), "");
        Assert.False(Place().IsMatch(command), $"Nobody knows what to fill in: {command}");
        return command;
    }

    [GeneratedRegex("<[^<>]+>")]
    private static partial Regex Place();

    // What is done with the answer is the reader's business.
    [GeneratedRegex(@" (&& cat .*|\|( jq.*)?)$")]
    private static partial Regex Next();

    [GeneratedRegex("Unable to parse response|The requested URL was not found")]
    private static partial Regex MotoHasNoSuchThing();

    [GeneratedRegex("--template-file (?<path>[^ ]+)")]
    private static partial Regex TemplateFile();

    [GeneratedRegex("(?<= )(?<name>[A-Z][A-Za-z]+)=")]
    private static partial Regex Overrides();

    [GeneratedRegex(@"\$\((?<stack>output|lab) (?<name>[A-Za-z]+)\)")]
    private static partial Regex Output();

    [GeneratedRegex("--config-env (?<name>[a-z]+)")]
    private static partial Regex Environment();

    [GeneratedRegex("--project (?<path>[^ ]+)")]
    private static partial Regex Project();

    [GeneratedRegex("--launch-profile \"(?<name>[^\"]+)\"")]
    private static partial Regex Profile();
}
