using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;
using CsCheck;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Alerts;

/// <summary>What shells make of commands to paste, with an <c>aws</c> that writes down its arguments and answers what the test says.</summary>
public sealed class RuleCommandsInAShellTests : IDisposable
{
    private const string Account = "123456789012";

    private static readonly string[] Nasty =
    [
        "it's \"quoted\" and `run` $(id) ${HOME} $HOME !! \\n \\\\ \\' (a) & ; | > * ? [x] {a,b} ~ # %s %",
        "two  spaces, a trailing one ",
        "'", "\"", "\\", "Zugang für das Büro 東京 😀", "-- --query x", "file:///etc/passwd", "\t\n\u0001", "!!", "<!channel> <https://example.com|x>",
    ];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("commands-");

    public RuleCommandsInAShellTests()
    {
        var aws = Path.Combine(Directory.CreateDirectory(Path.Combine(_directory.FullName, "bin")).FullName, "aws");
        File.WriteAllText(aws, """
            #!/bin/sh
            if [ "$1" = sts ]; then echo "$CALLER"; exit; fi
            printf '%s\0' "$@" >> "$ARGUMENTS"
            printf '\n' >> "$ARGUMENTS"
            answer=$(printf '%s\n' "$ANSWERS" | sed -n "$(wc -l < "$ARGUMENTS")p")
            case $answer in
            An*) printf '\n%s\n' "$answer" >&2; exit 254;;
            aws:*) printf '%s\n' "$answer" >&2; exit 254;;
            killed) exit 137;;
            *) echo "A warning of Python that stands before it." >&2; printf '%s\n' "$answer";;
            esac
            """);
        using var chmod = Process.Start("chmod", ["+x", aws]);
        chmod.WaitForExit();
    }

    /// <summary>Shells with the options that people set.</summary>
    public static TheoryData<string> Shells =>
    [
        "/bin/sh", "/bin/bash", "/bin/bash -eu", "/bin/bash -euo pipefail", "/bin/bash -o posix", .. new[] { "/bin/dash", "/bin/dash -eu" }.Where(_ => File.Exists("/bin/dash")),
        .. new[] { "/bin/zsh -f", "/bin/zsh -f -eu", "/bin/zsh -f -eo pipefail" }.Where(_ => File.Exists("/bin/zsh")),
    ];

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory, MemberData(nameof(Shells))]
    public void A_block_goes_on_after_what_is_refused_and_ends_with_an_error(string shell)
    {
        var run = Run(
            shell,
            Pasted(Close()),
            "An error occurred (InvalidPermission.Duplicate) when calling the AuthorizeSecurityGroupIngress operation: the specified rule \"peer: 10.0.0.0/8\" already exists",
            "An error occurred (UnauthorizedOperation) when calling the AuthorizeSecurityGroupIngress operation: You are not authorized",
            "removed");

        Assert.Equal((3, 1), (run.Calls.Count, run.Status));
        Assert.Contains("sg-1 tcp 22 from 10.0.0.0/8: there already\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("sg-1 tcp 22 from 192.0.2.0/24: An error occurred (UnauthorizedOperation) when calling ", run.Output, StringComparison.Ordinal);
        Assert.Contains("sg-1 tcp 22 from 0.0.0.0/0: removed\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("Some lines failed, see above. All of it can be run again.\n", run.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Shells))]
    public void A_block_of_which_all_is_made_or_was_made_already_ends_well(string shell)
    {
        var run = Run(shell, Pasted(Close()), "aws: [ERROR]: An error occurred (InvalidPermission.Duplicate) when calling X: it exists", "there already", "gone already");

        Assert.Equal((3, 0), (run.Calls.Count, run.Status));
        Assert.EndsWith("All rules are as planned.\n", run.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Shells))]
    public void What_was_just_added_for_a_rule_that_is_gone_already_goes_again(string shell)
    {
        var block = $"{Pasted(Close())}\n";

        var run = Run(shell, block, "added", "An error occurred (InvalidPermission.Duplicate) when calling X: it exists", "An error occurred (InvalidPermission.NotFound) when calling X: no", "removed");

        Assert.Equal((4, 0), (run.Calls.Count, run.Status));
        Assert.Equal("revoke-security-group-ingress", run.Calls[3][1]);
        Assert.Equal(After(run.Calls[0], "--group-id"), After(run.Calls[3], "--group-id"));
        Assert.Contains("10.0.0.0/8", After(run.Calls[3], "--ip-permissions"), StringComparison.Ordinal);
        Assert.EndsWith("sg-1 tcp 22 from 10.0.0.0/8: removed\nAll rules are as planned.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_run_has_set_says_nothing_to_the_next_in_the_same_shell()
    {
        var lines = string.Join('\n', Close());

        var run = Run("/bin/sh", $"{lines}\n{lines}\n", "added", "added", "gone already", "removed", "removed", "there already", "there already", "gone already");

        Assert.Equal((8, 0), (run.Calls.Count, run.Status));
    }

    [Theory, MemberData(nameof(Shells))]
    public void In_another_account_nothing_is_run_and_the_shell_goes_on(string shell)
    {
        var run = RunAs("210987654321", shell, Pasted(Close()) + " || echo still here\n");

        Assert.Empty(run.Calls);
        Assert.Equal(
            "still here\nThese lines are for account 123456789012. This shell is in another account or has no credentials for it, so nothing was changed.\n", run.Output);
    }

    [Fact]
    public void At_a_prompt_a_failure_ends_neither_the_terminal_nor_what_stands_behind()
    {
        var run = RunAs("", "/bin/bash --norc -i", $"{Pasted(Undo(Nasty.Select((text, number) => Described(text, number))))}\necho \"ended with $?\"\n");
        Assert.Contains("ended with 1\n", run.Output, StringComparison.Ordinal);

        run = Run("/bin/bash --norc -i", $"{Pasted(Undo(Nasty.Select((text, number) => Described(text, number))))}\necho \"ended with $?\"\n", [.. Nasty.Select(_ => "added")]);
        Assert.Contains("ended with 0\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(Nasty.Order(StringComparer.Ordinal), run.Calls.Select(DescriptionIn).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("added", 0, "added")]
    [InlineData("gone already", 0, "gone already")]
    [InlineData("An error occurred (InvalidPermission.Duplicate) when calling X: it exists", 0, "there already")]
    [InlineData("An error occurred (InvalidPermission.NotFound) when calling X: it does not exist", 0, "gone already")]
    [InlineData("An error occurred (InvalidSecurityGroupRuleId.NotFound) when calling X: it does not exist", 0, "gone already")]
    [InlineData("aws: [ERROR]: An error occurred (InvalidPermission.NotFound) when calling X: it does not exist", 0, "gone already")]
    [InlineData("An error occurred (InvalidGroup.NotFound) when calling X: sg-1 does not exist", 1, "An error occurred (InvalidGroup.NotFound) when calling X: sg-1 does not exist")]
    [InlineData("An error occurred (InvalidPermission.Malformed) when calling X: bad", 1, "An error occurred (InvalidPermission.Malformed) when calling X: bad")]
    [InlineData("An error occurred (Bad) when calling X: 'a (InvalidPermission.Duplicate)'", 1, "An error occurred (Bad) when calling X: 'a (InvalidPermission.Duplicate)'")]
    [InlineData("aws: error: Unable to locate credentials", 1, "aws: error: Unable to locate credentials")]
    [InlineData("False", 1, "False")]
    [InlineData("None", 1, "None")]
    [InlineData("killed", 1, null)]
    public void Each_line_by_itself_says_what_came_of_it(string answer, int status, string? said)
    {
        var line = Undo([Described("x")])[1];
        foreach (var shell in new[] { "/bin/sh", "/bin/bash -e" })
        {
            File.Delete(Path.Combine(_directory.FullName, "arguments"));
            var run = Run(shell, line, answer);

            Assert.Equal(status, run.Status);
            if (said is null)
                Assert.Equal("", run.Output);
            else
                Assert.EndsWith($"sg-1 tcp 22 from 0.0.0.0/0: {said}\n", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_line_of_a_block_is_a_command_of_its_own()
    {
        var lines = Close();

        Assert.Equal(
            [0, 0, 1, 0, 0, 0, 0],
            lines.Select((line, index) =>
            {
                File.Delete(Path.Combine(_directory.FullName, "arguments"));
                return Run("/bin/sh", line, index == 2 ? "killed" : "added").Status;
            }));
        Assert.Equal(1, RunAs("", "/bin/sh", lines[0]).Status);
    }

    [Fact]
    public void Without_the_aws_cli_every_line_fails()
    {
        var bin = Path.Combine(_directory.FullName, "bin");
        File.Delete(Path.Combine(bin, "aws"));
        File.CreateSymbolicLink(Path.Combine(bin, "awk"), "/usr/bin/awk");

        using var shell = Start("/bin/sh", Undo([Described("x")])[1], bin, "");
        var (output, status) = Ended(shell);

        Assert.Equal(1, status);
        Assert.Contains("aws", output, StringComparison.Ordinal);
        Assert.Contains("not found", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_was_cut_says_so_and_fails()
    {
        var run = Run("/bin/bash -u", Pasted([.. Close()[..2], RuleCommands.CutShort]), "added");

        Assert.Equal((1, 1), (run.Calls.Count, run.Status));
        Assert.EndsWith("Some lines are missing: they did not fit into the message.\n", run.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Shells))]
    public void Every_description_and_tag_survives_the_shell(string shell)
    {
        var calls = Run(shell, Pasted(Undo(Nasty.Select((text, number) => Described(text, number)))), [.. Nasty.Select(_ => "added")]).Calls;

        Assert.Equal(Nasty, calls.Select(DescriptionIn));
        var tags = calls.Select(call => JsonNode.Parse(After(call, "--tag-specifications"))![0]!["Tags"]![0]!);
        Assert.Equal(Nasty.Select(text => (text, text)), tags.Select(tag => (tag["Key"]!.GetValue<string>(), tag["Value"]!.GetValue<string>())));
    }

    [Fact]
    public void Any_description_is_printable_ascii_in_one_line() => Gen.String.Sample(
        text => Assert.All(
            Undo([ExampleAlerts.Rule("sgr-1", new Traffic.Tcp(PortRange.Of(22)), "0.0.0.0/0", text, TagSet.Empty.With("k", text))]),
            command => Assert.All(command, character => Assert.InRange(character, ' ', '~'))),
        iter: 300);

    private static IngressRule Described(string text, int number = 0) =>
        ExampleAlerts.Rule($"sgr-{number}", new Traffic.Tcp(PortRange.Of(22)), $"0.0.0.0/{number}", text, TagSet.Empty.With(text, text));

    private static ImmutableArray<string> Undo(IEnumerable<IngressRule> rules) => RuleCommands.Undo(
        Account, "eu-west-1", rules.Select(rule => RuleChange.Of(rule) with { GroupId = "sg-1", Status = ChangeStatus.Done }), ImmutableHashSet<string>.Empty);

    /// <summary>Two rules to add and one to remove.</summary>
    private static ImmutableArray<string> Close()
    {
        var old = RuleChange.Of(Described("x") with { GroupId = "sg-1" });
        RuleChange Piece(string cidr) => old with { Action = ChangeAction.Authorize, Rule = old.Rule with { Source = new RuleSource.Block(Cidr.Parse(cidr)) } };
        return RuleCommands.Close(Account, "eu-west-1", [Piece("10.0.0.0/8"), Piece("192.0.2.0/24"), old], ImmutableHashSet<string>.Empty);
    }

    private static string Pasted(ImmutableArray<string> lines) => $"(\n{string.Join('\n', lines)}\n)";

    private static string DescriptionIn(string[] call) =>
        JsonNode.Parse(After(call, "--ip-permissions"))![0]!["IpRanges"]![0]!["Description"]!.GetValue<string>();

    private static string After(string[] words, string option) => words[Array.IndexOf(words, option) + 1];

    private (List<string[]> Calls, string Output, int Status) Run(string shell, string script, params string[] answers) => RunAs(Account, shell, script, answers);

    private (List<string[]> Calls, string Output, int Status) RunAs(string caller, string shell, string script, params string[] answers)
    {
        using var process = Start(shell, script, $"{_directory.FullName}/bin:{Environment.GetEnvironmentVariable("PATH")}", caller, answers);
        var (output, status) = Ended(process);
        var arguments = Path.Combine(_directory.FullName, "arguments");
        var calls = File.Exists(arguments)
            ? File.ReadAllText(arguments).Split("\0\n", StringSplitOptions.RemoveEmptyEntries).Select(call => call.Split('\0')).ToList()
            : [];
        return (calls, output, status);
    }

    private Process Start(string shell, string script, string path, string caller, params string[] answers)
    {
        var words = shell.Split(' ');
        var atPrompt = words.Contains("-i");
        var start = new ProcessStartInfo(words[0], [.. words[1..], .. atPrompt ? Array.Empty<string>() : ["-c", script]])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = path;
        start.Environment["CALLER"] = caller;
        start.Environment["ARGUMENTS"] = Path.Combine(_directory.FullName, "arguments");
        start.Environment["ANSWERS"] = string.Join('\n', answers);
        start.Environment["LC_ALL"] = "C.UTF-8";
        var process = Process.Start(start)!;
        if (atPrompt)
            process.StandardInput.Write(script);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>What it printed, then its errors, and how it ended.</summary>
    private static (string Output, int Status) Ended(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output + errors.GetAwaiter().GetResult(), process.ExitCode);
    }
}
