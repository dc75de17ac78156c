using System.Collections.Immutable;
using System.Text;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Accounts;

public sealed class JournalFormatTests
{
    [Fact]
    public void What_does_not_fit_are_additions_first_since_a_removed_rule_cannot_be_looked_up()
    {
        RuleChange[] changes = [.. Enumerable.Range(1, 50).Select(port => ChangeOf(ChangeAction.Authorize, port)), .. Enumerable.Range(1, 10).Select(port => ChangeOf(ChangeAction.Revoke, port))];

        var (text, cut) = JournalFormat.Write(changes, 3_000);
        var kept = JournalFormat.Read(text);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1_000, 3_000);
        Assert.Equal(changes.Length, kept.Length + cut);
        Assert.Equal(10, kept.Count(change => change.Action is ChangeAction.Revoke));
        Assert.InRange(kept.Count(change => change.Action is ChangeAction.Authorize), 1, 49);
    }

    [Fact]
    public void Sixteen_groups_of_sixty_rules_fit_whole()
    {
        RuleChange[] changes = [.. Enumerable.Range(1, 16 * 60).Select(port => ChangeOf(ChangeAction.Revoke, port))];

        Assert.Equal(0, JournalFormat.Write(changes, 350_000).Cut);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""[{"a":1}]""")]
    [InlineData("""{"v":1,"c":[]}""")]
    [InlineData("""{"v":2,"r":[]}""")]
    [InlineData("""{"v":2,"c":[null]}""")]
    [InlineData("""{"v":2,"c":[{"a":0,"g":"sg-1","p":"tcp","f":22,"t":22,"s":"0.0.0.0/0","x":"done"}]}""")]
    [InlineData("""{"v":2,"c":[{"a":"authorize","p":"tcp","f":22,"t":22,"s":"0.0.0.0/0","x":"done"}]}""")]
    [InlineData("""{"v":2,"c":[{"a":"authorize","g":"sg-1","p":"tcp","f":22,"t":22,"s":"nonsense","x":"done"}]}""")]
    [InlineData("""{"v":2,"c":[{"a":"authorize","g":"sg-1","p":"tcp","f":22,"t":22,"x":"done"}]}""")]
    [InlineData("""{"v":2,"c":[{"a":"authorize","g":"sg-1","p":"tcp","f":70000,"t":-5,"s":"0.0.0.0/0","x":"done"}]}""")]
    [InlineData("""{"v":2,"c":[{"a":"revoke","g":"sg-1","p":"tcp","f":22,"t":22,"s":"0.0.0.0/0","x":"done"}]}""")]
    [InlineData("""{"v":2,"c":[{"a":"authorize","g":"sg-1","p":"tcp","f":22,"t":22,"s":"0.0.0.0/0","x":"perhaps"}]}""")]
    public void Text_of_another_kind_is_a_format_error(string text) => Assert.Throws<FormatException>(() => JournalFormat.Read(text));

    [Theory]
    [InlineData("""{"v":2,"c":[]}""")]
    [InlineData("""{"v":2,"r":[null]}""")]
    [InlineData("""{"v":2,"r":[{"m":1763625600000}]}""")]
    [InlineData("""{"v":2,"r":[{"t":"finding-1","m":99999999999999}]}""")]
    public void Records_of_another_kind_are_a_format_error(string text) => Assert.Throws<FormatException>(() => JournalFormat.ReadRecords(text));

    [Fact]
    public void A_group_remembers_the_latest_answers_however_often_it_is_changed_and_however_long_the_tags_are()
    {
        var now = new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
        var tags = TagSet.Of(Enumerable.Range(0, 49).Select(number => KeyValuePair.Create($"key-{number}", new string('ä', 256))));
        ImmutableArray<RecordedChange> records = [];
        for (var number = 0; number < 200; number++)
        {
            var changes = Enumerable.Range(1, number % 2 == 0 ? 1 : 60).Select(port => ChangeOf(ChangeAction.Revoke, port) with { Tags = number % 3 == 0 ? tags : TagSet.Empty });
            var text = JournalFormat.Write([.. records, new($"finding-{number}", now.AddHours(number), [.. changes])], now);
            Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 140_000);
            records = JournalFormat.ReadRecords(text);
            Assert.Equal($"finding-{number}", records[^1].TriggerId);
            Assert.InRange(records.Length, 1, JournalFormat.MostRecords);
        }

        Assert.Equal(["finding-198", "finding-199"], JournalFormat.ReadRecords(JournalFormat.Write(records, now.AddHours(198))).Select(record => record.TriggerId));
    }

    private static RuleChange ChangeOf(ChangeAction action, int port) => new(
        action, "sg-0123456789abcdef0", $"sgr-{port:x17}", new(new Traffic.Tcp(new(port, port)), new RuleSource.Block(Cidr.Parse("0.0.0.0/0")), "a description"),
        TagSet.Empty.With("owner", "team"), ChangeStatus.Planned);
}
