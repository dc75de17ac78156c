using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>The commands of the documentation that call the AWS CLI: its own parser and its models of AWS's APIs take each of them.</summary>
public sealed partial class DocumentedCommandsTests
{
    // The CLI has these without a model to check them by; what they name is checked here.
    private const string Deploy = "aws cloudformation deploy ";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_AWS_CLI_takes_every_command_that_the_documentation_names()
    {
        RequiredTool.Find("aws", "pip install awscli");
        List<string> commands = [.. (await CommandsAsync()).Where(command => !command.StartsWith(Deploy, StringComparison.Ordinal))];
        Assert.InRange(commands.Count, 10, 1000);
        var cli = new AwsCli(new("AKIAEXAMPLE", "secret", "token", "eu-west-1"), new Uri("http://127.0.0.1:9"));

        await Parallel.ForEachAsync(commands, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Cancellation }, async (command, cancellationToken) =>
        {
            // The CLI reads and checks all arguments before it finds that nobody is there.
            CommandResult result = await cli.RunAsync($"cd '{Repository.Root}' && AWS_MAX_ATTEMPTS=1 {command}", cancellationToken);
            Assert.True(result.StandardError.Contains("Could not connect to the endpoint URL", StringComparison.Ordinal), $"{command}\n{result.StandardError}");
        });
    }

    [Fact]
    public async Task A_command_that_deploys_names_a_template_and_parameters_of_it()
    {
        List<string> commands = [.. (await CommandsAsync()).Where(command => command.StartsWith(Deploy, StringComparison.Ordinal))];

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
        IEnumerable<string> outputs = (await Template.LoadAsync()).Root()["Outputs"]!.AsObject().Select(output => output.Key);

        Assert.Subset(outputs.ToHashSet(), (await PagesAsync()).SelectMany(page => Output().Matches(page)).Select(output => output.Groups["name"].Value).ToHashSet());
    }

    private static async Task<List<string>> CommandsAsync()
    {
        var commands = new List<string>();
        foreach (string page in await PagesAsync())
        {
            IEnumerable<string> lines = Block().Matches(page)
                .SelectMany(block => Continuation().Replace(block.Groups["text"].Value, " ").Split('\n'))
                .Concat(Inline().Matches(Block().Replace(page, "")).Select(code => code.Groups["text"].Value))
                .Select(line => Space().Replace(line, " ").Trim());
            commands.AddRange(lines.Where(line => line.StartsWith("aws ", StringComparison.Ordinal) && line.Count(character => character == ' ') > 2).Select(Filled));
        }

        return [.. commands.Distinct()];
    }

    /// <summary>One command alone, with something in each place that people fill in.</summary>
    private static string Filled(string command)
    {
        command = Asked().Replace(command, "x").Replace("fileb://event.json", "fileb:///dev/null", StringComparison.Ordinal);
        command = Place().Replace(command, match => match.Value is "<id>" ? "0123" : "x");
        return Next().Replace(command, "").Trim();
    }

    private static async Task<string[]> PagesAsync() => await Task.WhenAll(
        Directory.EnumerateFiles(Repository.Locate("docs"), "*.md").Concat(["README.md", "CONTRIBUTING.md", "SECURITY.md"])
            .Select(page => File.ReadAllTextAsync(Path.Combine(Repository.Root, page), Cancellation)));

    [GeneratedRegex("```sh\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();

    [GeneratedRegex("`(?<text>aws [^`]*)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    // $(…) and "$name" are asked of something else first.
    [GeneratedRegex("\"\\$\\([^\"]*\\)\"|\"\\$[a-z]+\"")]
    private static partial Regex Asked();

    [GeneratedRegex("<[^<>]+>")]
    private static partial Regex Place();

    [GeneratedRegex(@" (&& .*|\|( .*)?)$")]
    private static partial Regex Next();

    [GeneratedRegex("--template-file (?<path>[^ ]+)")]
    private static partial Regex TemplateFile();

    [GeneratedRegex("(?<= )(?<name>[A-Za-z]+)=")]
    private static partial Regex Overrides();

    [GeneratedRegex(@"\$\(output (?<name>[A-Za-z]+)\)")]
    private static partial Regex Output();
}
