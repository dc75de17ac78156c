using ScanResponder.Triggers;

namespace ScanResponder.Tests.Triggers;

public sealed class FindingDocumentTests
{
    [Theory]
    [InlineData("an event", """
        { "version": "0", "detail-type": "GuardDuty Finding", "source": "aws.guardduty", "account": "111122223333", "region": "eu-west-1",
          "detail": { "id": "f1", "type": "t" } }
        """)]
    [InlineData("an event of a test rule", """
        { "source": "my.test", "detail": { "id": "f1", "type": "t", "accountId": "111122223333", "region": "eu-west-1" } }
        """)]
    [InlineData("a finding alone", """{ "id": "f1", "type": "t", "accountId": "111122223333", "region": "eu-west-1" }""")]
    [InlineData("what a failed invocation leaves", """
        { "version": "1.0", "requestContext": { "condition": "RetriesExhausted" }, "responsePayload": { "errorMessage": "x" },
          "requestPayload": { "account": "111122223333", "region": "eu-west-1", "detail": { "id": "f1", "type": "t" } } }
        """)]
    [InlineData("the command line's output", """
        { "Findings": [ { "Id": "f1", "Type": "t", "AccountId": "111122223333", "Region": "eu-west-1" } ] }
        """)]
    [InlineData("an array", """[ { "Id": "f1", "Type": "t", "AccountId": "111122223333", "Region": "eu-west-1" } ]""")]
    [InlineData("what an editor leaves", "\ufeff" + """
        { // pasted
          "id": "f1", "type": "t", "accountId": "111122223333", "region": "eu-west-1",
        }
        """)]
    public void A_finding_is_found_in(string what, string text)
    {
        var finding = Assert.Single(TriggerDocument.Read(text));

        Assert.NotEmpty(what);
        Assert.Equal(("f1", "t", "111122223333", "eu-west-1"), (finding.Id, finding.Type, finding.AccountId, finding.Region));
    }

    [Fact]
    public void Several_findings_are_read_in_order() =>
        Assert.Equal(["f1", "f2", "f3"], TriggerDocument.Read("""
            { "Findings": [
              { "Id": "f1", "Type": "t", "AccountId": "111122223333", "Region": "eu-west-1" },
              { "Id": "f2", "Type": "t", "AccountId": "111122223333", "Region": "eu-west-1" },
              { "Id": "f3", "Type": "t", "AccountId": "111122223333", "Region": "eu-west-1" } ] }
            """).Select(finding => finding.Id));

    [Theory]
    [InlineData("5", "the document: found 5; expected a GuardDuty finding, an object")]
    [InlineData("[]", "the document: found an empty list; expected at least one finding")]
    [InlineData("{}", "id: found nothing; expected the finding's id, a non-empty string")]
    [InlineData("""{ "Findings": [] }""", "Findings: found an empty list; expected at least one finding")]
    [InlineData("""{ "Findings": [ { "Id": "f1", "Type": "t", "AccountId": "111122223333", "Region": "eu-west-1" }, { "Id": 2 } ] }""",
        "Findings[1].Id: found 2; expected the finding's id, a non-empty string")]
    [InlineData("""{ "detail": [] }""", "detail: found an array; expected a GuardDuty finding, an object")]
    [InlineData("""{ "requestPayload": { "detail": { "id": "f1" } } }""",
        "requestPayload.detail.type: found nothing; expected the finding type, a non-empty string")]
    [InlineData("""[ [ { "detail": { "id": "" } } ] ]""",
        "[0][0].detail.id: found \"\"; expected the finding's id, a non-empty string")]
    public void A_document_without_a_finding_is_refused_with_the_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<TriggerFormatException>(() => TriggerDocument.Read(text)).Message);

    [Theory]
    [InlineData("", "line 1, byte 1")]
    [InlineData("{\n  \"id\": \"f1\"\n  \"type\": \"t\"\n}", "line 3, byte 3")]
    [InlineData("{ \"id\": ", "line 1, byte 9")]
    [InlineData("{} {}", "line 1, byte 4")]
    public void Text_that_is_not_json_is_refused_with_the_line(string text, string place)
    {
        var error = Assert.Throws<TriggerFormatException>(() => TriggerDocument.Read(text));

        Assert.Equal(place, error.Place);
        Assert.StartsWith($"{place}: found text that is not JSON (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("); expected one JSON document", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_nested_too_deeply_is_refused() =>
        Assert.Throws<TriggerFormatException>(() => TriggerDocument.Read(new string('[', 10_000)));

    [Fact]
    public void Half_a_character_in_the_text_does_no_harm() =>
        Assert.Equal("\ufffd", TriggerDocument.Read(
            "{ \"id\": \"\ud800\", \"type\": \"t\", \"accountId\": \"111122223333\", \"region\": \"eu-west-1\" }").Single().Id);
}
