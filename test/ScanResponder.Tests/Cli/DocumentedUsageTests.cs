using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Infrastructure;
using ScanResponder.Tests.Tightening;

namespace ScanResponder.Tests.Cli;

/// <summary>The commands of the documentation that call this project's own command line run as they stand there.</summary>
public sealed partial class DocumentedUsageTests
{
    public static TheoryData<string, string> Commands =>
    [
        .. DocumentedCommand.Starting("scan-responder").Concat(DocumentedCommand.Starting("dotnet").Where(command => command.Text.Contains("--project src/ScanResponder.Cli", StringComparison.Ordinal)))
            .Where(command => !command.Text.EndsWith(" --", StringComparison.Ordinal))
            .Select(command => new TheoryDataRow<string, string>(command.Page, command.Text)),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_that_the_documentation_names_is_understood(string page, string command)
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.Account).WithInput(ExampleFiles.Finding);
        foreach (var file in new[] { "test/events/ssh-brute-force-target.json", "src/ScanResponder.Cli/Demo/account.json" })
            terminal.With(file, await File.ReadAllTextAsync(Repository.Locate(file), TestContext.Current.CancellationToken));
        var words = ShellWords.Split(Filled(command));

        var run = await terminal.RunAsync([.. words[0] == "dotnet" ? words.SkipWhile(word => word != "--").Skip(1) : words.Skip(1)]);

        Assert.True(run.Status != 2, $"{page}: {command}\n{run.Errors}");
    }

    [Fact]
    public void Every_command_is_named_somewhere_in_the_documentation()
    {
        var named = DocumentedCommand.Starting("scan-responder").Select(command => command.Text.Split(' ').ElementAtOrDefault(1)).ToHashSet();

        Assert.All(["audit", "snapshot", "respond", "redrive", "doctor", "approve", "undo", "history", "allow", "completion"], command => Assert.Contains(command, named));
    }

    /// <summary>Without what is done with the answer, and with something in each place that people or an earlier command fill in.</summary>
    private static string Filled(string command) => Next().Replace(command, "")
        .Replace("\"$queue\"", "https://sqs.eu-west-1.amazonaws.com/123456789012/failed", StringComparison.Ordinal)
        .Replace("\"$journal\"", "scan-responder-journal", StringComparison.Ordinal)
        .Replace("\"$(output FunctionName)\"", "scan-responder", StringComparison.Ordinal);

    [GeneratedRegex(@" \| .*$")]
    private static partial Regex Next();
}
