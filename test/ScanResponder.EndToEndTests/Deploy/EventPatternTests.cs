using System.Text.Json.Nodes;

namespace ScanResponder.EndToEndTests.Deploy;

public sealed class EventPatternTests
{
    [Theory]
    [InlineData("""{"a": [1, 2]}""", """{"a": 2, "b": 3}""", true)]
    [InlineData("""{"a": [1, 2]}""", """{"a": 3}""", false)]
    [InlineData("""{"a": [1], "b": [2]}""", """{"a": 1}""", false)]
    [InlineData("""{"a": ["x"]}""", """{"a": "X"}""", false)]
    [InlineData("""{"a": ["x"]}""", """{"A": "x"}""", false)]
    [InlineData("""{"a": ["x"]}""", """{"a": ["w", "x"]}""", true)]
    [InlineData("""{"a": ["x"]}""", """{"a": []}""", false)]
    [InlineData("""{"a": [null]}""", """{"a": null}""", true)]
    [InlineData("""{"a": [null]}""", """{}""", false)]
    [InlineData("""{"a": {"b": [1]}}""", """{"a": {"b": 1}}""", true)]
    [InlineData("""{"a": {"b": [1]}}""", """{"a": 1}""", false)]
    [InlineData("""{"a": [1]}""", """{"a": {"b": 1}}""", false)]
    [InlineData("""{"a": {"b": [1], "c": [2]}}""", """{"a": [{"b": 1, "c": 2}]}""", true)]
    [InlineData("""{"a": {"b": [1], "c": [2]}}""", """{"a": [{"b": 1}, {"c": 2}]}""", false)]
    [InlineData("""{"a": [{"prefix": "Recon:"}]}""", """{"a": "Recon:EC2/Portscan"}""", true)]
    [InlineData("""{"a": [{"prefix": "Recon:"}]}""", """{"a": "recon:EC2/Portscan"}""", false)]
    [InlineData("""{"a": [{"prefix": "1"}]}""", """{"a": 12}""", false)]
    public void A_pattern_picks_the_events_that_EventBridge_picks(string pattern, string json, bool picked) =>
        Assert.Equal(picked, new EventPattern(JsonNode.Parse(pattern)!).Matches(json));

    [Fact]
    public void An_operator_that_is_not_known_here_is_refused() =>
        Assert.Throws<NotSupportedException>(() => new EventPattern(JsonNode.Parse("""{"a": [{"numeric": [">", 1]}]}""")!).Matches("""{"a": 2}"""));
}
