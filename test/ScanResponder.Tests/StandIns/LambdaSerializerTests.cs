using System.Text;
using System.Text.Json;
using Amazon.Lambda.CloudWatchEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace ScanResponder.Tests.StandIns;

public sealed class LambdaSerializerTests
{
    [Fact]
    public void An_event_is_read_whatever_the_case_of_its_names()
    {
        var read = Read<CloudWatchEvent<Greeting>>("""
            {"version":"0","id":"e-1","detail-type":"GuardDuty Finding","source":"aws.guardduty","Account":"111122223333",
             "time":"2026-11-23T12:00:01Z","region":"eu-west-1","resources":[],"unknown":{"a":[1]},"detail":{"text":"hello"}}
            """);

        Assert.Equal(
            ("0", "e-1", "GuardDuty Finding", "aws.guardduty", "111122223333", "eu-west-1"),
            (read.Version, read.Id, read.DetailType, read.Source, read.Account, read.Region));
        Assert.Equal(new DateTime(2026, 11, 23, 12, 0, 1, DateTimeKind.Utc), read.Time);
        Assert.Equal(new Greeting("hello"), read.Detail);
        Assert.Empty(read.Resources!);
    }

    [Fact]
    public void Names_are_written_as_in_code_and_nulls_left_out() =>
        Assert.Equal("""{"Text":"¡hola! <b>"}""", Write(new GreetingSerializer(), new Greeting("¡hola! <b>")));

    [Fact]
    public void An_override_brings_the_options_of_the_context() =>
        Assert.Equal("""{"text":"hi","when":null}""", Write(new ContextOptionsSerializer(), new Greeting("hi")));

    [Fact]
    public void A_customizer_changes_the_options() =>
        Assert.Equal(
            """{"text":"hi"}""",
            Write(
                new SourceGeneratorLambdaJsonSerializer<GreetingContext>(
                    (JsonSerializerOptions options) => options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase),
                new Greeting("hi")));

    [Theory]
    [InlineData("""{"detail":{"Text":{"a":1}}}""", "$.detail.Text")]
    [InlineData("""{"detail":{"When":"yesterday"}}""", "$.detail.When")]
    [InlineData("""{"resources":[1]}""", "$.resources[0]")]
    [InlineData("""{"detail":{"Text":"a" """, "$.detail")]
    [InlineData("", "$")]
    public void An_event_that_does_not_fit_says_where(string json, string path)
    {
        var thrown = Assert.Throws<JsonSerializerException>(() => Read<CloudWatchEvent<Greeting>>(json));

        Assert.StartsWith("Error converting the Lambda event JSON payload to type Amazon.Lambda.CloudWatchEvents", thrown.Message);
        Assert.Contains(path, thrown.Message);
        Assert.IsType<JsonException>(thrown.InnerException);
    }

    [Fact]
    public void A_type_that_the_context_does_not_know_is_named()
    {
        var thrown = Assert.Throws<JsonSerializerException>(() => Read<Uri>("\"x\""));

        Assert.Contains("System.Uri", thrown.Message);
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        using var stream = new MemoryStream("""xx{"Text":"hi"}"""u8.ToArray()) { Position = 2 };

        Assert.Equal(new Greeting("hi"), new GreetingSerializer().Deserialize<Greeting>(stream));
    }

    private static T Read<T>(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return new GreetingSerializer().Deserialize<T>(stream);
    }

    private static string Write<T>(ILambdaSerializer serializer, T value)
    {
        using var stream = new MemoryStream();
        serializer.Serialize(value, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
