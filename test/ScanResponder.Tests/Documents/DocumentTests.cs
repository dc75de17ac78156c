using System.Text.RegularExpressions;
using ScanResponder.Tests.Cli;
using ScanResponder.Tests.Infrastructure;

namespace ScanResponder.Tests.Documents;

public sealed partial class DocumentTests
{
    public static TheoryData<string> Pages =>
    [
        "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md",
        .. Directory.GetFiles(Repository.Locate("docs"), "*.md").Select(file => $"docs/{Path.GetFileName(file)}"),
    ];

    public static TheoryData<string> Workflows =>
        [.. Directory.GetFiles(Repository.Locate(".github/workflows")).Select(file => $".github/workflows/{Path.GetFileName(file)}")];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_link_leads_to_a_file_and_a_heading_that_exist(string page)
    {
        string folder = Path.GetDirectoryName(page)!;
        foreach (Match link in RelativeLink().Matches(Repository.Read(page)))
        {
            (string file, string heading) = (link.Groups["file"].Value, link.Groups["heading"].Value);
            string target = file.Length == 0 ? page : Path.Combine(folder, file);
            Assert.True(Path.Exists(Repository.Locate(target)), $"{page} links to {target}, which is not there");
            if (heading.Length > 0)
                Assert.Contains(heading, Heading().Matches(Repository.Read(target)).Select(match => Anchor(match.Groups["text"].Value)));
        }
    }

    [Fact]
    public void A_test_that_the_page_about_security_names_exists()
    {
        HashSet<string> tests = [.. Directory.EnumerateFiles(Repository.Locate("test"), "*.cs", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file))];
        List<string> named = [.. TestName().Matches(Repository.Read("SECURITY.md")).Select(match => match.Groups["name"].Value)];

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, tests));
    }

    [Fact]
    public async Task The_commands_that_the_README_says_to_try_answer_a_finding()
    {
        MatchCollection commands = Try().Matches(Repository.Read("README.md"));

        Assert.Equal(2, commands.Count);
        foreach (Match command in commands)
        {
            string[] words = command.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            using var machine = new FakeTerminal();
            foreach (string file in words.Where(word => word.EndsWith(".json", StringComparison.Ordinal)))
                machine.With(file, Repository.Read(file));

            CliRun run = await machine.RunAsync(words);

            Assert.Equal(0, run.Status);
            Assert.Contains("Subject: [closed]", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_setting_that_the_function_reads_is_in_the_table_of_settings() => Assert.Equal(
        Variable().Matches(Repository.Read("src/ScanResponder.Lambda/Settings.cs")).Select(match => match.Value).Distinct().Order(),
        SettingRow().Matches(Repository.Read("docs/settings.md")).Select(match => match.Groups["name"].Value).Order());

    [Theory]
    [MemberData(nameof(Pages))]
    [MemberData(nameof(Workflows))]
    public void A_make_target_that_is_named_exists(string page)
    {
        var targets = Target().Matches(Repository.Read("Makefile")).Select(match => match.Groups["name"].Value).ToHashSet();

        Assert.All(MakeCall().Matches(Repository.Read(page)), call => Assert.Contains(call.Groups["target"].Value, targets));
    }

    // As GitHub makes them: small letters, no punctuation, hyphens for spaces.
    private static string Anchor(string heading) => NoAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#\s]*)(#(?<heading>[^)\s]+))?\)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();

    [GeneratedRegex("^    dotnet run(?: -v minimal)? --project src/ScanResponder.Cli( --(?<words> .+))?$", RegexOptions.Multiline)]
    private static partial Regex Try();

    [GeneratedRegex("RESPONDER_[A-Z_]+[A-Z]")]
    private static partial Regex Variable();

    [GeneratedRegex("^\\| `(?<name>RESPONDER_[A-Z_]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex SettingRow();

    [GeneratedRegex("^(?<name>[A-Za-z-]+):", RegexOptions.Multiline)]
    private static partial Regex Target();

    [GeneratedRegex("`(?<name>[A-Za-z]+(Tests|Properties))`")]
    private static partial Regex TestName();

    [GeneratedRegex("(`|run: |^ {4})make (?<target>[a-zA-Z-]+)", RegexOptions.Multiline)]
    private static partial Regex MakeCall();
}
