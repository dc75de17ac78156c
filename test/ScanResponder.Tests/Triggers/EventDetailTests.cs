using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ScanResponder.Tests.Triggers.GuardDuty;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Triggers;

public sealed class EventDetailTests
{
    private static readonly JsonTypeInfo<Dictionary<string, EventDetail>> Findings =
        FindingJsonContext.Default.DictionaryStringEventDetail;

    [Theory]
    [InlineData("""{"id":"f1","nested":{"a":[1,null,"x"]}}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("17.50")]
    [InlineData("true")]
    public void Any_value_is_carried_as_it_came(string json)
    {
        var read = JsonSerializer.Deserialize($$"""{"detail":{{json}}}""", Findings)!;

        Assert.Equal(json, read["detail"].Json.GetRawText());
        Assert.Equal($$"""{"detail":{{json}}}""", JsonSerializer.Serialize(read, Findings));
    }

    [Fact]
    public void The_value_outlives_the_document_it_was_taken_from()
    {
        EventDetail finding;
        using (var document = JsonDocument.Parse("""{ "id": "f1" }"""))
            finding = new(document.RootElement);

        Assert.Equal("f1", finding.Json.GetProperty("id").GetString());
    }

    [Fact]
    public void A_finding_that_carries_nothing_is_written_as_null()
    {
        var nothing = new Dictionary<string, EventDetail> { ["detail"] = new(default), ["other"] = null! };

        Assert.Equal("""{"detail":null,"other":null}""", JsonSerializer.Serialize(nothing, Findings));
    }

    [Fact]
    public void A_value_nested_too_deeply_is_refused_as_json()
    {
        var deep = $$"""{"detail":{{new string('[', 100)}}{{new string(']', 100)}}}""";

        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(deep, Findings));
    }
}
