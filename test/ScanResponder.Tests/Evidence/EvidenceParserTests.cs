using ScanResponder.Evidence;

namespace ScanResponder.Tests.Evidence;

public sealed class EvidenceParserTests
{
    public static TheoryData<string, FlowLogPlace> Places => new()
    {
        { "off", new FlowLogPlace.Off() },
        { "auto", new FlowLogPlace.Auto() },
        { "logs:/vpc/flow-logs", new FlowLogPlace.LogGroup("/vpc/flow-logs") },
        { "athena:primary/logs.vpc_flow_logs", new FlowLogPlace.AthenaTable("primary", "logs", "vpc_flow_logs") },
        { "athena:team.a-1/log-db.t", new FlowLogPlace.AthenaTable("team.a-1", "log-db", "t") },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Flow_logs_are_off_or_looked_for_or_named(string text, FlowLogPlace place) => Assert.Equal(place, EvidenceParser.FlowLogs(text));

    [Theory]
    [InlineData("")]
    [InlineData("Auto")]
    [InlineData("logs:")]
    [InlineData("logs:/vpc/flow logs")]
    [InlineData("logs:/vpc/flow\"")]
    [InlineData("logs:/vpc/flow\n")]
    [InlineData("athena:logs.t")]
    [InlineData("athena:primary/logs")]
    [InlineData("athena:primary/logs.t\"; DROP TABLE x")]
    [InlineData("athena:primary/logs.t--\n")]
    [InlineData("athena:pri'mary/logs.t")]
    public void What_is_no_place_is_refused_with_what_is_accepted(string text) =>
        Assert.StartsWith("accepted are off, auto, logs:", Assert.Throws<FormatException>(() => EvidenceParser.FlowLogs(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("/var/log/secure", true)]
    [InlineData("a", true)]
    [InlineData("/var/log/secure*", false)]
    [InlineData("/var/log secure", false)]
    [InlineData("secure\n", false)]
    public void A_log_group_is_a_name(string text, bool accepted)
    {
        if (accepted)
            Assert.Equal(text, EvidenceParser.LogGroup(text));
        else
            Assert.Throws<FormatException>(() => EvidenceParser.LogGroup(text));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("20", 20)]
    [InlineData("600", 600)]
    [InlineData("601", null)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    public void Seconds_are_whole_and_bounded(string text, int? seconds)
    {
        if (seconds is { } accepted)
            Assert.Equal(TimeSpan.FromSeconds(accepted), EvidenceParser.Seconds(text));
        else
            Assert.Throws<FormatException>(() => EvidenceParser.Seconds(text));
    }
}
