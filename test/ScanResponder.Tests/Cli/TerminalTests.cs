using ScanResponder.Alerts;
using System.Diagnostics;
using ScanResponder.Cli;
using Spectre.Console;

namespace ScanResponder.Tests.Cli;

public sealed class TerminalTests
{
    private const char Escape = '\u001b';

    [Fact]
    public async Task Commands_stay_on_one_line_however_narrow_the_terminal_is()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync();

        var commands = run.Lines.Where(line => line.StartsWith("aws ec2 ", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, commands.Count);
        Assert.All(commands, command => Assert.EndsWith(" || ! failed=1", command, StringComparison.Ordinal));
        Assert.Single(run.Lines, line => line == "(");
    }

    [Fact]
    public async Task A_terminal_gets_bold_headings_and_rules_in_red_and_green()
    {
        using var terminal = new FakeTerminal().WithColours();

        var output = (await terminal.RunAsync()).Output;

        Assert.Contains($"{Escape}[1mWHAT WAS CHANGED{Escape}[0m\n", output, StringComparison.Ordinal);
        Assert.Matches($"{Escape}\\[[0-9;]+m  - tcp 20-25 from 0.0.0.0/0{Escape}\\[0m\n", output);
        Assert.Matches($"{Escape}\\[[0-9;]+m  \\+ tcp 20-21 from 0.0.0.0/0{Escape}\\[0m\n", output);
        Assert.Contains("\naws ec2 authorize-security-group-ingress", output, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_terminal_sentences_are_folded_between_words_and_elsewhere_they_are_not()
    {
        const string Row = "  sgr-0c1d2e3f4a5b60001  tcp 22 from 0.0.0.0/0  open";

        Assert.Equal("  sgr-0c1d2e3f4a5b60001  tcp 22\n      from 0.0.0.0/0  open\n", Rendered(new PlainLines(32).AddFolded(Row)));
        Assert.Equal($"{Row}\n", Rendered(new PlainLines().AddFolded(Row)));
        Assert.Equal($"{Row}\n", Rendered(new PlainLines(32).Add(Row)));
        Assert.Equal($"{new string('x', 50)}\n    y\n", Rendered(new PlainLines(32).AddFolded($"{new string('x', 50)} y")));
    }

    [Theory]
    [InlineData("[red]x[/]")]
    [InlineData("[link=https://example.com]click[/]")]
    [InlineData("[/b]")]
    [InlineData("[[x")]
    public async Task Names_are_never_read_as_markup(string name)
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.AccountNaming(name));

        var run = await terminal.RunAsync("respond", "finding.json", "--account", "account.json");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains($"Subject: [closed] SSH to {TextFormat.Quoted(name)[..4]}", run.Output, StringComparison.Ordinal);
        Assert.Contains($"sg-0c1d2e3f4a5b60001 {TextFormat.Quoted(name)}\n", run.Section("Inbound rules before and after"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_cannot_send_escapes_or_lines_of_their_own_to_the_terminal()
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.AccountNaming("x\u001b[2J\r\n\u202e\u009b31m"));

        var run = await terminal.RunAsync("respond", "finding.json", "--account", "account.json");

        Assert.Equal(0, run.Status);
        Assert.DoesNotContain(run.Output, letter => letter is not '\n' && (char.IsControl(letter) || letter is '\u202e'));
    }

    [Fact]
    public async Task Errors_cannot_send_escapes_or_lines_of_their_own_to_the_terminal()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("respond", "no\u001b[2J\nne.json", "--live");

        Assert.Equal("scan-responder: no[2J ne.json: no such file\n", run.Errors);
    }

    [Fact]
    public void A_writer_that_is_no_terminal_gets_no_escapes()
    {
        using var writer = new StringWriter();

        Terminal.Console(new AnsiConsoleOutput(writer)).Write(new PlainLines().Add("added", Styles.Added));

        Assert.Equal("added\n", writer.ToString());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("--json", 0)]
    [InlineData("--help", 0)]
    [InlineData("--mode close", 2)]
    public async Task The_tool_itself_writes_no_escapes_into_a_pipe(string words, int status)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["exec", typeof(CommandLine).Assembly.Location, .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
            start.ArgumentList.Add(word);

        // A build server that Spectre knows, where it would write escapes into a pipe.
        start.Environment["GITHUB_ACTIONS"] = "true";
        start.Environment["TERM"] = "xterm-256color";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(status, process.ExitCode);
        Assert.NotEmpty(output + await errors);
        Assert.DoesNotContain(Escape, output + await errors);
    }

    private static string Rendered(PlainLines lines)
    {
        using var terminal = new FakeTerminal();
        terminal.Output.Write(lines);
        return terminal.Shown;
    }
}
