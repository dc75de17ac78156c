using Amazon.Athena.Model;
using ScanResponder.Aws.Logs;
using ScanResponder.Evidence;

namespace ScanResponder.Tests.Evidence;

/// <summary>The queries on flow logs, and what is read out of their rows.</summary>
public sealed class FlowLogQueryTests
{
    private static readonly FlowLogPlace.AthenaTable Place = new("responder", "logs", "flow");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}")]
    public void Without_a_format_of_its_own_a_flow_log_has_the_default_one(string? format) => Assert.True(FlowLogFormat.Parse(format).IsDefault);

    [Fact]
    public void The_default_format_is_asked_for_by_the_fields_that_logs_insights_discovers() => Assert.Equal(
        "filter interfaceId in [\"eni-1\"] and (logStatus = \"SKIPDATA\" or ((dstPort = 22 or dstPort = \"22\" or dstPort = 3389 or dstPort = \"3389\") "
        + "and (protocol = 6 or protocol = \"6\") and logStatus = \"OK\" and srcAddr not in [\"10.0.1.5\"])) "
        + "| stats sum(packets) as packetCount, min(startTime) as firstSeen, max(endTime) as lastSeen by srcAddr, dstPort, action, logStatus "
        + "| sort packetCount desc | limit 400",
        FlowLogInsightsQuery.For(LogFinding.QuestionAbout(22, 3389), FlowLogFormat.Default));

    [Fact]
    public void A_format_of_its_own_is_cut_at_its_spaces_and_the_packets_own_source_counts()
    {
        var format = FlowLogFormat.Parse("${vpc-id} ${interface-id} ${srcaddr} ${pkt-srcaddr} ${dstport} ${packets} ${action}");

        Assert.Equal(
            "parse @message \"* * * * * * *\" as field0, interfaceId, field2, srcAddr, dstPort, packets, action "
            + "| filter interfaceId in [\"eni-1\"] and (((dstPort = 22 or dstPort = \"22\") and srcAddr not in [\"10.0.1.5\"])) "
            + "| stats sum(packets) as packetCount by srcAddr, dstPort, action | sort packetCount desc | limit 400",
            FlowLogInsightsQuery.For(LogFinding.Question, format));
    }

    [Fact]
    public void Without_an_interface_the_address_is_asked_for()
    {
        var question = LogQuestion.Of(LogFinding.Ssh with { Interfaces = [LogFinding.Ssh.Interfaces[0] with { Id = null }] })!;

        Assert.Contains("dstAddr in [\"10.0.1.5\"]", FlowLogInsightsQuery.For(question, FlowLogFormat.Default), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("${srcaddr} ${dstport} ${packets} ${action}")]
    [InlineData("${interface-id} ${dstport} ${packets} ${action}")]
    [InlineData("${interface-id} ${srcaddr} ${dstport} ${action}")]
    [InlineData("${interface-id} ${srcaddr} ${dstport} ${packets}")]
    public void A_format_without_a_needed_field_has_no_query(string format) =>
        Assert.Null(FlowLogInsightsQuery.For(LogFinding.Question, FlowLogFormat.Parse(format)));

    [Fact]
    public void Rows_are_read_with_numbers_in_every_notation_and_ipv6()
    {
        var evidence = Read(
            Row("203.0.113.9", "22", "ACCEPT", "OK", "1.2E3", "1700000000", "1700000060"),
            Row("2001:DB8:0::9", "22.0", "REJECT", "OK", "7", "-", "-"));

        Assert.Equal(
            [
                new("203.0.113.9", 22, true, 1200, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), DateTimeOffset.FromUnixTimeSeconds(1_700_000_060)),
                new("2001:db8::9", 22, false, 7, null, null),
            ],
            evidence.Counts);
        Assert.Empty(evidence.Notes);
        Assert.Equal("q-1", evidence.QueryId);
    }

    [Fact]
    public void Records_that_were_skipped_are_told_and_records_without_traffic_are_not()
    {
        var evidence = Read(
            Row("203.0.113.9", "22", "ACCEPT", "OK", "1", "1", "2"), Row("-", "-", "-", "NODATA", "-", "1", "2"), Row("-", "-", "-", "SKIPDATA", "-", "1", "2"));

        Assert.Single(evidence.Counts);
        Assert.Contains("SKIPDATA", Assert.Single(evidence.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_found_is_said_with_the_query()
    {
        var evidence = Read(Row("-", "-", "-", "NODATA", "-", "1", "2"));

        Assert.Empty(evidence.Counts);
        Assert.StartsWith("Query q-1 found no packets", Assert.Single(evidence.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not an address", "22", "ACCEPT", "1")]
    [InlineData("203.0.113.9", "65536", "ACCEPT", "1")]
    [InlineData("203.0.113.9", "22", "MAYBE", "1")]
    [InlineData("203.0.113.9", "22", "ACCEPT", "NaN")]
    [InlineData("203.0.113.9", "22", "ACCEPT", "-1")]
    [InlineData("203.0.113.9", "22", "ACCEPT", "1e99")]
    public void A_row_that_is_not_understood_is_counted_and_not_guessed_at(string source, string port, string action, string packets) =>
        Assert.Contains(Read(Row(source, port, action, "OK", packets, "1", "2")).Notes, note => note.StartsWith("1 rows of query q-1", StringComparison.Ordinal));

    [Fact]
    public void A_table_with_projected_days_is_asked_for_the_days_of_the_window()
    {
        var table = new FlowLogTable(Place, Table(
            [("region", "string"), ("day", "string")], [("projection.enabled", "true"), ("projection.day.format", "yyyy/MM/dd")]));

        var (sql, parameters) = table.Query(LogFinding.Question)!.Value;

        Assert.False(table.ReadsAll);
        Assert.Equal(
            "SELECT \"pkt_srcaddr\" AS \"srcAddr\", \"dstport\" AS \"dstPort\", \"action\" AS \"action\", \"log_status\" AS \"logStatus\", "
            + "SUM(\"packets\") AS \"packetCount\", MIN(\"start\") AS \"firstSeen\", MAX(\"end\") AS \"lastSeen\" FROM \"logs\".\"flow\" "
            + "WHERE \"region\" IN (?) AND \"day\" IN (?) AND \"interface_id\" IN (?) AND \"end\" >= ? AND \"start\" <= ? "
            + "AND (\"log_status\" = 'SKIPDATA' OR (\"dstport\" IN (?) AND \"protocol\" IN (?) AND NOT \"pkt_srcaddr\" IN (?))) "
            + "GROUP BY \"pkt_srcaddr\", \"dstport\", \"action\", \"log_status\" ORDER BY 5 DESC LIMIT 400",
            sql);
        Assert.Equal(
            [
                "'eu-west-1'", "'2026/11/23'", "'eni-1'",
                $"{(LogFinding.First - LogQuestion.Margin).ToUnixTimeSeconds()}", $"{(LogFinding.Last + LogQuestion.Margin).ToUnixTimeSeconds()}",
                "22", "6", "'10.0.1.5'",
            ],
            parameters);
    }

    [Fact]
    public void A_window_over_midnight_reads_both_days_and_hive_partitions_work_too()
    {
        var midnight = LogFinding.First.Date.AddDays(1);
        var question = LogQuestion.Of(LogFinding.Ssh with { FirstSeen = midnight.AddMinutes(-30), LastSeen = midnight.AddMinutes(30) })!;
        var table = new FlowLogTable(Place, Table(
            [("aws-account-id", "string"), ("aws-service", "string"), ("aws-region", "string"), ("year", "string"), ("month", "string"), ("day", "string"), ("hour", "string")], []));

        var (sql, parameters) = table.Query(question)!.Value;

        Assert.Contains(
            "WHERE \"aws-account-id\" IN (?) AND \"aws-service\" IN (?) AND \"aws-region\" IN (?) "
            + "AND ((\"year\" IN (?) AND \"month\" IN (?) AND \"day\" IN (?)) OR (\"year\" IN (?) AND \"month\" IN (?) AND \"day\" IN (?))) AND \"interface_id\"",
            sql,
            StringComparison.Ordinal);
        Assert.Equal(["'123456789012'", "'vpcflowlogs'", "'eu-west-1'", "'2026'", "'11'", "'23'", "'2026'", "'11'", "'24'"], parameters.Take(9));
    }

    [Fact]
    public void A_table_that_is_partitioned_by_date_gets_dates_and_one_without_partitions_says_that_it_is_read_whole()
    {
        var (sql, parameters) = new FlowLogTable(Place, Table([("date", "date")], [])).Query(LogFinding.Question)!.Value;

        Assert.Contains("\"date\" IN (CAST(? AS date))", sql, StringComparison.Ordinal);
        Assert.Equal("'2026-11-23'", parameters[0]);
        Assert.True(new FlowLogTable(Place, Table([], [])).ReadsAll);
    }

    [Fact]
    public void A_table_that_lacks_a_column_has_no_query() =>
        Assert.Null(new FlowLogTable(Place, new() { Columns = [new() { Name = "srcaddr", Type = "string" }] }).Query(LogFinding.Question));

    [Fact]
    public void No_more_rows_are_read_than_the_query_asked_for()
    {
        var traffic = Read([.. Enumerable.Range(0, FlowLogRows.Limit + 50).Select(host => Row($"2001:db8::{host:x}", "22", "ACCEPT", "OK", "9e15", "1", "2"))]);

        Assert.Equal(FlowLogRows.Limit, traffic.Counts.Length);
        Assert.Contains(traffic.Notes, note => note.StartsWith("Only the 400 busiest rows", StringComparison.Ordinal));
    }

    private static LogEvidence.Traffic Read(params Dictionary<string, string>[] rows) => FlowLogRows.Read("log group g", new("q-1", [.. rows]));

    private static Dictionary<string, string> Row(string source, string port, string action, string status, string packets, string first, string last) => new()
    {
        ["srcAddr"] = source,
        ["dstPort"] = port,
        ["action"] = action,
        ["logStatus"] = status,
        ["packetCount"] = packets,
        ["firstSeen"] = first,
        ["lastSeen"] = last,
    };

    private static TableMetadata Table((string Name, string Type)[] partitions, (string Name, string Value)[] properties) => new()
    {
        Columns =
        [
            .. new[] { "interface_id", "srcaddr", "action", "log_status", "pkt_srcaddr" }.Select(name => new Column { Name = name, Type = "string" }),
            .. new[] { "dstport", "protocol", "packets", "start", "end" }.Select(name => new Column { Name = name, Type = "bigint" }),
        ],
        PartitionKeys = [.. partitions.Select(partition => new Column { Name = partition.Name, Type = partition.Type })],
        Parameters = properties.ToDictionary(property => property.Name, property => property.Value),
    };
}
