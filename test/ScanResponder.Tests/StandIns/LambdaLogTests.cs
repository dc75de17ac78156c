using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.RuntimeSupport.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ScanResponder.Tests.StandIns;

public sealed class LambdaLogTests
{
    private static readonly FakeTimeProvider Noon = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, 5, TimeSpan.Zero));
    private static readonly int[] Ports = [22, 3389];

    [Theory]
    [InlineData("closed {Port} on {Group}", "closed 22 on sg-1")]
    [InlineData("{{Port}} is {Port}", "{Port} is 22")]
    [InlineData("{1} then {0}", "sg-1 then 22")]
    [InlineData("{Port,5:D3}|{@Group}", "  022|sg-1")]
    [InlineData("{Port} {Group} {More}", "22 sg-1 {More}")]
    [InlineData("no placeholder", "no placeholder")]
    [InlineData("a { b } {", "a { b } {")]
    [InlineData("{Port:Q}", "22")]
    [InlineData("{\"json\": 1} {Port}", "{\"json\": 1} 22")]
    public void A_template_takes_its_arguments_in_order(string template, string expected) =>
        Assert.Equal(expected, MessageTemplate.Parse(template).Render([22, "sg-1"]));

    [Fact]
    public void Nulls_lists_and_numbers_are_written_for_people_whatever_their_culture() =>
        Assert.Equal("null; 22, 3389; 1.5", MessageTemplate.Parse("{A}; {B}; {C}").Render([null, Ports, 1.5]));

    [Fact]
    public void A_text_line_has_time_request_level_and_message()
    {
        RecordingSink sink = Write(LogFormat.Text, logger => logger.LogWarning("port {Port}", 22));

        Assert.Equal("2026-11-23T12:00:00.005Z\t\twarn\tport 22", Assert.Single(sink.Lines));
    }

    [Fact]
    public void An_exception_follows_its_text_line()
    {
        RecordingSink sink = Write(LogFormat.Text, logger => logger.LogError(new TimeoutException("slow"), "port {Port}", 22));

        Assert.Equal("2026-11-23T12:00:00.005Z\t\tfail\tport 22\nSystem.TimeoutException: slow", Assert.Single(sink.Lines));
    }

    [Fact]
    public void A_json_line_has_a_key_for_each_placeholder_and_for_the_exception()
    {
        RecordingSink sink = Write(LogFormat.Json, logger => logger.LogError(
            new TimeoutException("slow"), "{Port} {Ratio} {Open} {Group} {Ports} {Tags} {Mode} {Since} {None} {message}",
            22, 0.5, true, "sg-\"1\"", Ports, new Dictionary<string, int> { ["a"] = 1 }, LogLevel.Debug,
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), null, "not a second message"));

        using JsonDocument line = JsonDocument.Parse(Assert.Single(sink.Lines));
        Assert.Equal(
            """{"Port":22,"Ratio":0.5,"Open":true,"Group":"sg-\"1\"","Ports":[22,3389],"Tags":{"a":1}""" +
            ""","Mode":"Debug","Since":"2026-01-02T03:04:05+00:00","None":null""" +
            ""","errorType":"System.TimeoutException","errorMessage":"slow","stackTrace":["System.TimeoutException: slow"]}""",
            "{" + sink.Lines[0][sink.Lines[0].IndexOf("\"Port\"", StringComparison.Ordinal)..]);
        Assert.Equal("Error", line.RootElement.GetProperty("level").GetString());
        Assert.Equal("2026-11-23T12:00:00.005Z", line.RootElement.GetProperty("timestamp").GetString());
    }

    [Fact]
    public void A_message_without_arguments_is_no_template()
    {
        RecordingSink sink = Write(LogFormat.Unformatted, logger => logger.LogInformation("{\"a\": {{1}}}"));

        Assert.Equal("{\"a\": {{1}}}", Assert.Single(sink.Lines));
    }

    [Theory]
    [InlineData(null, LogLevel.Information)]
    [InlineData("TRACE", LogLevel.Trace)]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("warn", LogLevel.Warning)]
    [InlineData("Fatal", LogLevel.Critical)]
    [InlineData("whatever", LogLevel.Information)]
    public void The_threshold_is_one_of_lambdas_words(string? word, LogLevel expected) =>
        Assert.Equal(expected, RuntimeLog.ParseThreshold(word));

    [Theory]
    [InlineData(null, "Text")]
    [InlineData("JSON", "Json")]
    [InlineData("Unformatted", "Unformatted")]
    [InlineData("Text", "Text")]
    public void The_format_is_text_unless_it_says_otherwise(string? word, string expected) =>
        Assert.Equal(expected, RuntimeLog.ParseFormat(word).ToString());

    [Fact]
    public void Lines_below_the_threshold_are_dropped_and_unknown_levels_are_not()
    {
        RecordingSink sink = Write(LogFormat.Text, logger =>
        {
            logger.LogDebug("no");
            logger.Log("Audit", "yes");
            logger.Log("raw");
        });

        Assert.Equal(["2026-11-23T12:00:00.005Z\t\tAudit\tyes", "raw"], sink.Lines);
    }

    [Fact]
    public void What_is_printed_to_the_console_becomes_lines()
    {
        RecordingSink sink = Write(LogFormat.Unformatted, logger =>
        {
            using var writer = new LoggingTextWriter(logger, LogLevel.Information);
            writer.Write("a");
            writer.WriteLine(1);
            writer.WriteLine("b\nc");
        });

        Assert.Equal(["a1", "b\nc"], sink.Lines);
    }

    [Fact]
    public void A_frame_has_type_length_and_microseconds_before_the_record()
    {
        using var stream = new MemoryStream();

        new FramedLogSink(stream).WriteLine(DateTimeOffset.UnixEpoch.AddMilliseconds(1.5), isJson: true, "é"u8);

        byte[] frame = stream.ToArray();
        Assert.Equal(FramedLogSink.JsonFrame, BinaryPrimitives.ReadUInt32BigEndian(frame));
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)));
        Assert.Equal(1500, BinaryPrimitives.ReadInt64BigEndian(frame.AsSpan(8)));
        Assert.Equal("é", Encoding.UTF8.GetString(frame.AsSpan(16)));
    }

    [Fact]
    public void A_stream_gets_one_record_a_line()
    {
        using var stream = new MemoryStream();
        var sink = new StreamLogSink(stream);

        sink.WriteLine(default, isJson: true, "{}"u8);
        sink.Write(default, "raw"u8);

        Assert.Equal("{}\nraw", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Lambdas_own_variables_choose_format_and_level_and_the_handlers_come_first()
    {
        var variables = new Dictionary<string, string?> { ["AWS_LAMBDA_LOG_FORMAT"] = "JSON", ["AWS_LAMBDA_LOG_LEVEL"] = "DEBUG" };
        var environment = new RuntimeEnvironment(name => variables.GetValueOrDefault(name), (_, _) => { });

        Assert.Equal(("JSON", "DEBUG"), (environment.LogFormat, environment.LogLevel));
        variables["AWS_LAMBDA_HANDLER_LOG_FORMAT"] = "Text";
        variables["AWS_LAMBDA_HANDLER_LOG_LEVEL"] = "WARN";
        Assert.Equal(("Text", "WARN"), (environment.LogFormat, environment.LogLevel));
    }

    private static RecordingSink Write(LogFormat format, Action<ILambdaLogger> write)
    {
        var sink = new RecordingSink();
        write(new RuntimeLogger(new RuntimeLog(sink, format, LogLevel.Information, Noon), () => null));
        return sink;
    }
}
