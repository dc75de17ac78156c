using ScanResponder.Triggers;

namespace ScanResponder.Tests.Triggers;

public sealed class UnansweredEventTests
{
    private const string Event =
        """{ "source":"aws.guardduty", "detail-type":"GuardDuty Finding","account":"123456789012", "region":"eu-west-1", "detail":{"id":"f1", "type":"t","severity":2.0} }""";

    [Fact]
    public void The_body_of_a_dead_letter_is_the_event()
    {
        var undelivered = Assert.IsType<UnansweredEvent.Undelivered>(UnansweredEvent.Read($"\n{Event}\n"));

        Assert.Equal((Event, "f1", "123456789012", "eu-west-1"), (undelivered.Json, undelivered.Triggers[0].Id, undelivered.Triggers[0].AccountId, undelivered.Triggers[0].Region));
    }

    [Theory]
    [InlineData(""", "responsePayload": { "errorMessage": "no topic", "errorType": "x" }""", "no topic")]
    [InlineData(""", "responsePayload": { "errorMessage": null }""", "RetriesExhausted")]
    [InlineData(""", "responsePayload": "text" """, "RetriesExhausted")]
    [InlineData("", "RetriesExhausted")]
    public void The_record_of_a_failed_invocation_has_the_event_in_it_and_why_it_failed(string response, string error)
    {
        var failed = Assert.IsType<UnansweredEvent.Failed>(UnansweredEvent.Read(
            $$"""{ "version": "1.0", "requestContext": { "condition": "RetriesExhausted" }, "requestPayload": {{Event}}{{response}} }"""));

        Assert.Equal((Event, "f1", error), (failed.Json, failed.Triggers[0].Id, failed.Error));
    }

    [Fact]
    public void A_record_may_not_say_why() =>
        Assert.Null(Assert.IsType<UnansweredEvent.Failed>(UnansweredEvent.Read($$"""{ "requestPayload": {{Event}} }""")).Error);

    [Theory]
    [InlineData("", "line 1, byte 1: found text that is not JSON")]
    [InlineData("{ // no", "line 1, byte 3: found text that is not JSON")]
    [InlineData("5", "the document: found 5; expected an event of EventBridge with its detail, or the record of a failed invocation with the event as its requestPayload")]
    [InlineData("[]", "the document: found an array; expected an event of EventBridge")]
    [InlineData("{}", "the document: found an object with neither detail nor requestPayload; expected an event of EventBridge")]
    [InlineData("""{ "requestPayload": null, "requestContext": {} }""", "the document: found an object with neither")]
    [InlineData("""{ "requestPayload": "text" }""", "requestPayload.source: found nothing; expected \"aws.guardduty\"")]
    [InlineData("""{ "source": "my.test", "detail-type": "GuardDuty Finding", "detail": {} }""", "source: found \"my.test\"; expected \"aws.guardduty\"")]
    [InlineData("""{ "source": "aws.guardduty", "detail-type": "x", "detail": {} }""", "detail-type: found \"x\"; expected \"GuardDuty Finding\"")]
    [InlineData("""{ "source": "aws.guardduty", "detail-type": "GuardDuty Finding", "detail": { "id": "f1" } }""", "detail.type: found nothing; expected the finding type")]
    [InlineData("""{ "id": "f1", "type": "t", "accountId": "123456789012", "region": "eu-west-1" }""", "the document: found an object with neither")]
    public void What_the_function_would_refuse_is_refused_with_the_place(string body, string message) =>
        Assert.StartsWith(message, Assert.Throws<TriggerFormatException>(() => UnansweredEvent.Read(body)).Message, StringComparison.Ordinal);
}
