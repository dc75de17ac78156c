using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;
using CsCheck;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Alerts;

/// <summary>What a POSIX shell makes of the undo's words: the descriptions and tags must come out as they were.</summary>
public sealed class UndoInAShellTests
{
    private static readonly string[] Nasty =
    [
        "it's \"quoted\" and `run` $(id) ${HOME} $HOME !! \\n \\\\ \\' (a) & ; | > * ? [x] {a,b} ~ # %s %",
        "two  spaces, a trailing one ",
        "'", "\"", "\\", "Zugang für das Büro 東京 😀", "-- --query x", "file:///etc/passwd", "\t\n\u0001",
    ];

    [Fact]
    public void Every_description_and_tag_survives_the_shell()
    {
        var rules = Nasty.Select((text, index) => ExampleAlerts.Rule($"sgr-{index}", new Traffic.Tcp(PortRange.Of(22)), $"0.0.0.0/{index}", text, TagSet.Empty.With(text, text))).ToList();

        var words = Words(Undo(rules));

        var permissions = words.Where(command => command.Contains("--ip-permissions")).Select(command => JsonNode.Parse(After(command, "--ip-permissions"))!.AsArray());
        Assert.Equal(
            Nasty.Order(StringComparer.Ordinal),
            permissions.SelectMany(list => list).SelectMany(permission => permission!["IpRanges"]!.AsArray()).Select(range => range!["Description"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        var tags = words.Select(command => JsonNode.Parse(After(command, "--tag-specifications"))![0]!["Tags"]![0]!);
        Assert.Equal(
            Nasty.Order(StringComparer.Ordinal),
            tags.Select(tag => (Key: tag["Key"]!.GetValue<string>(), Value: tag["Value"]!.GetValue<string>())).Where(tag => tag.Key == tag.Value).Select(tag => tag.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Any_description_is_printable_ascii_in_one_line() => Gen.String.Sample(
        text => Assert.All(
            Undo([ExampleAlerts.Rule("sgr-1", new Traffic.Tcp(PortRange.Of(22)), "0.0.0.0/0", text, TagSet.Empty.With("k", text))]),
            command => Assert.All(command, character => Assert.InRange(character, ' ', '~'))),
        iter: Cases.Of(300));

    [Fact]
    public void Many_rules_come_back_in_commands_that_mail_does_not_break()
    {
        var rules = Enumerable.Range(0, 1_000).Select(index => ExampleAlerts.Rule($"sgr-{index:x17}", new Traffic.Tcp(new(index, index + 1)), "0.0.0.0/0", $"rule {index} & more")).ToList();
        var added = rules.Select(rule => RuleChange.Of(rule) with { Action = ChangeAction.Authorize, Status = ChangeStatus.Done, RuleId = rule.Id.Replace("sgr-0", "sgr-a", StringComparison.Ordinal) });

        var undo = UndoCommands.For("eu-west-1", [.. rules.Select(Gone), .. added.Select(change => change with { GroupId = "sg-0f1e2d3c4b5a69788" })], ImmutableHashSet<string>.Empty);

        Assert.All(undo, command => Assert.InRange(command.Length, 100, 990));
        Assert.Equal(1_000, undo.SelectMany(command => command.Split("\"Description\":").Skip(1)).Count());
        Assert.Equal(1_000, undo.SelectMany(command => command.Split(" sgr-").Skip(1)).Count());
        var firstRevoke = undo.IndexOf(undo.First(command => command.Contains(" revoke-", StringComparison.Ordinal)));
        Assert.All(undo[..firstRevoke], command => Assert.Contains(" authorize-", command, StringComparison.Ordinal));
        Assert.All(undo[firstRevoke..], command => Assert.Contains(" revoke-", command, StringComparison.Ordinal));
    }

    private static ImmutableArray<string> Undo(IEnumerable<IngressRule> rules) => UndoCommands.For("eu-west-1", rules.Select(Gone), ImmutableHashSet<string>.Empty);

    private static RuleChange Gone(IngressRule rule) => RuleChange.Of(rule) with { GroupId = "sg-0f1e2d3c4b5a69788", Status = ChangeStatus.Done };

    private static string After(string[] words, string option) => words[Array.IndexOf(words, option) + 1];

    /// <summary>Runs the commands with an <c>aws</c> that prints its arguments, one in a NUL-terminated string each.</summary>
    private static List<string[]> Words(ImmutableArray<string> commands) =>
    [
        .. commands.Select(command =>
        {
            using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"aws() {{ printf '%s\\0' \"$@\"; }}\n{command}\n"]) { RedirectStandardOutput = true })!;
            var output = shell.StandardOutput.ReadToEnd();
            shell.WaitForExit();
            Assert.Equal(0, shell.ExitCode);
            return output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }),
    ];
}
