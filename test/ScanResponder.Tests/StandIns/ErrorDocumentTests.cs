using System.Text.Json;
using Amazon.Lambda.RuntimeSupport;

namespace ScanResponder.Tests.StandIns;

public sealed class ErrorDocumentTests
{
    [Fact]
    public void An_exception_that_was_never_thrown_has_no_stack_trace()
    {
        using JsonDocument document = JsonDocument.Parse(ErrorDocument.Of(new InvalidOperationException("é \"x\"")));

        Assert.Equal("""{"errorType":"InvalidOperationException","errorMessage":"é \"x\""}""", document.RootElement.GetRawText());
    }

    [Fact]
    public void An_aggregate_names_all_its_causes()
    {
        using JsonDocument document = JsonDocument.Parse(
            ErrorDocument.Of(new AggregateException(new TimeoutException("a"), new ArgumentException("b"))));

        Assert.Equal("TimeoutException", document.RootElement.GetProperty("cause").GetProperty("errorType").GetString());
        Assert.Equal(
            ["a", "b"],
            document.RootElement.GetProperty("causes").EnumerateArray().Select(cause => cause.GetProperty("errorMessage").GetString()));
    }

    [Fact]
    public void A_document_that_would_be_too_large_says_so_instead()
    {
        byte[] document = ErrorDocument.Of(new InvalidOperationException(new string('x', ErrorDocument.MaximumBytes)));

        Assert.Equal("""{"errorMessage": "Exception exceeded maximum payload size of 256KB."}"""u8.ToArray(), document);
    }

    [Fact]
    public void Causes_without_end_do_not_overflow_the_document()
    {
        Exception exception = new TimeoutException("root");
        for (int i = 0; i < 5_000; i++)
            exception = new InvalidOperationException("wrapped", exception);

        Assert.True(ErrorDocument.Of(exception).Length < ErrorDocument.MaximumBytes);
    }

    [Fact]
    public void The_cause_for_xray_is_one_line_of_ascii()
    {
        string cause = XRayCause.Of(Thrown(new InvalidOperationException("größer\nals")));

        Assert.All(cause, c => Assert.InRange(c, ' ', '~'));
        using JsonDocument document = JsonDocument.Parse(cause);
        JsonElement exception = document.RootElement.GetProperty("exceptions")[0];
        Assert.Equal("InvalidOperationException", exception.GetProperty("type").GetString());
        Assert.Equal("größer\nals", exception.GetProperty("message").GetString());
        Assert.EndsWith("ErrorDocumentTests.Thrown", exception.GetProperty("stack")[0].GetProperty("label").GetString());
    }

    private static InvalidOperationException Thrown(InvalidOperationException exception)
    {
        try
        {
            throw exception;
        }
        catch (InvalidOperationException thrown)
        {
            return thrown;
        }
    }
}
