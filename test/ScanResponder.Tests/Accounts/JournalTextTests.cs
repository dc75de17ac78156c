using System.Text;
using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Accounts;

public sealed class JournalTextTests
{
    [Fact]
    public void What_does_not_fit_are_additions_first_since_a_removed_rule_cannot_be_looked_up()
    {
        RuleChange[] changes = [.. Enumerable.Range(1, 50).Select(port => ChangeOf(ChangeAction.Authorize, port)), .. Enumerable.Range(1, 10).Select(port => ChangeOf(ChangeAction.Revoke, port))];

        var (text, cut) = JournalText.Write(changes, 3_000);
        var kept = JournalText.Read(text);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1_000, 3_000);
        Assert.Equal(changes.Length, kept.Length + cut);
        Assert.Equal(10, kept.Count(change => change.Action is ChangeAction.Revoke));
        Assert.InRange(kept.Count(change => change.Action is ChangeAction.Authorize), 1, 49);
    }

    [Fact]
    public void Sixteen_groups_of_sixty_rules_fit_whole()
    {
        RuleChange[] changes = [.. Enumerable.Range(1, 16 * 60).Select(port => ChangeOf(ChangeAction.Revoke, port))];

        Assert.Equal(0, JournalText.Write(changes, 350_000).Cut);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""[{"a":1}]""")]
    [InlineData("""[{"a":0,"g":"sg-1","p":"tcp","f":22,"t":22,"s":"nonsense","x":0}]""")]
    public void Text_of_another_kind_is_a_format_error(string text) => Assert.Throws<FormatException>(() => JournalText.Read(text));

    private static RuleChange ChangeOf(ChangeAction action, int port) => new(
        action, "sg-0123456789abcdef0", $"sgr-{port:x17}", new(new Traffic.Tcp(new(port, port)), new RuleSource.Block(Cidr.Parse("0.0.0.0/0")), "a description"),
        TagSet.Empty.With("owner", "team"), ChangeStatus.Planned);
}
