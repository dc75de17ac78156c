using ScanResponder.Evidence;
using ScanResponder.InMemory;
using ScanResponder.Tests.Evidence;

namespace ScanResponder.Tests.Accounts;

public sealed class InMemoryFlowLogsTests
{
    private static readonly long Seen = LogFinding.First.ToUnixTimeSeconds();

    [Fact]
    public async Task Packets_to_the_probed_ports_of_the_interface_are_added_up_the_most_first()
    {
        var evidence = await LookAsync(
            FlowLogFormat.Default,
            Line("203.0.113.9", 22, 3, "ACCEPT", Seen),
            Line("203.0.113.9", 22, 4, "ACCEPT", Seen + 60),
            Line("203.0.113.9", 22, 1, "REJECT", Seen + 120),
            Line("2001:DB8:0::9", 22, 9, "ACCEPT", Seen));

        Assert.Equal(
            [
                new("2001:db8::9", 22, true, 9, LogFinding.First, LogFinding.First.AddSeconds(30)),
                new("203.0.113.9", 22, true, 7, LogFinding.First, LogFinding.First.AddSeconds(90)),
                new("203.0.113.9", 22, false, 1, LogFinding.First.AddSeconds(120), LogFinding.First.AddSeconds(150)),
            ],
            evidence.Counts);
        Assert.Empty(evidence.Notes);
    }

    [Theory]
    [InlineData("2 123456789012 eni-2 203.0.113.9 10.0.1.5 4000 22 6 1 40 {0} {0} ACCEPT OK")]
    [InlineData("2 123456789012 eni-1 203.0.113.9 10.0.1.5 4000 443 6 1 40 {0} {0} ACCEPT OK")]
    [InlineData("2 123456789012 eni-1 203.0.113.9 10.0.1.5 4000 22 17 1 40 {0} {0} ACCEPT OK")]
    [InlineData("2 123456789012 eni-1 203.0.113.9 10.0.1.5 4000 22 6 1 40 1 2 ACCEPT OK")]
    [InlineData("2 123456789012 eni-1 10.0.1.5 203.0.113.9 22 22 6 1 40 {0} {0} ACCEPT OK")]
    [InlineData("2 123456789012 eni-1 - - - - - - - {0} {0} - NODATA")]
    [InlineData("version account-id interface-id srcaddr")]
    [InlineData("")]
    public async Task What_was_not_asked_for_does_not_count(string line)
    {
        var evidence = await LookAsync(FlowLogFormat.Default, string.Format(System.Globalization.CultureInfo.InvariantCulture, line, Seen));

        Assert.Empty(evidence.Counts);
        Assert.Equal(["No packets to the probed ports are in a test's flow log."], evidence.Notes);
    }

    [Fact]
    public async Task The_packets_own_source_counts_where_the_format_has_it()
    {
        var format = FlowLogFormat.Parse("${interface-id} ${srcaddr} ${pkt-srcaddr} ${dstport} ${protocol} ${packets} ${start} ${end} ${action}");

        Assert.Equal("203.0.113.9", Assert.Single((await LookAsync(format, $"eni-1 10.0.1.5 203.0.113.9 22 6 1 {Seen} {Seen} ACCEPT")).Counts).Source);
    }

    private static async Task<LogEvidence.Traffic> LookAsync(FlowLogFormat format, params string[] lines) => Assert.IsType<LogEvidence.Traffic>(
        await new InMemoryFlowLogs("a test's flow log", format, lines).LookAsync(LogFinding.Question, TestContext.Current.CancellationToken));

    private static string Line(string source, int port, int packets, string action, long start) =>
        $"2 123456789012 eni-1 {source} 10.0.1.5 4000 {port} 6 {packets} {packets * 40} {start} {start + 30} {action} OK";
}
