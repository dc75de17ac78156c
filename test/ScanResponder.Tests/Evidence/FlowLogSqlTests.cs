using System.Collections.Immutable;
using System.Globalization;
using Amazon.Athena.Model;
using CsCheck;
using Microsoft.Data.Sqlite;
using ScanResponder.Aws.Logs;
using ScanResponder.Evidence;

namespace ScanResponder.Tests.Evidence;

/// <summary>The query on a table of flow logs, run by a database over real rows.</summary>
public sealed class FlowLogSqlTests
{
    private static readonly string[] Columns =
        ["interface_id", "srcaddr", "dstaddr", "dstport", "protocol", "packets", "start", "end", "action", "log_status", "region", "day"];

    private static readonly long Seen = LogFinding.First.ToUnixTimeSeconds();

    [Fact]
    public void Of_all_packets_those_that_strangers_sent_to_the_probed_ports_in_time_are_counted()
    {
        var evidence = Ask(
            Row("eni-1", "203.0.113.9", 22, 6, 10, Seen, Seen + 60, "ACCEPT"),
            Row("eni-1", "203.0.113.9", 22, 6, 5, Seen + 60, Seen + 120, "ACCEPT"),
            Row("eni-1", "203.0.113.9", 22, 6, 7, Seen, Seen + 60, "REJECT"),
            Row("eni-1", "203.0.113.9", 443, 6, 1, Seen, Seen + 60, "ACCEPT"),
            Row("eni-1", "203.0.113.9", 22, 17, 1, Seen, Seen + 60, "ACCEPT"),
            Row("eni-1", "10.0.1.5", 22, 6, 1, Seen, Seen + 60, "ACCEPT"),
            Row("eni-2", "203.0.113.9", 22, 6, 1, Seen, Seen + 60, "ACCEPT"),
            Row("eni-1", "203.0.113.9", 22, 6, 1, Seen - 7200, Seen - 7140, "ACCEPT"),
            Row("eni-1", "203.0.113.9", 22, 6, 1, Seen, Seen + 60, "ACCEPT", region: "us-east-1"),
            Row("eni-1", "203.0.113.9", 22, 6, 1, Seen, Seen + 60, "ACCEPT", day: "2026/11/22"),
            ["eni-1", "-", "-", null, null, null, Seen, Seen + 60, "-", "NODATA", "eu-west-1", "2026/11/23"]);

        Assert.Equal(
            [
                new("203.0.113.9", 22, true, 15, At(Seen), At(Seen + 120)),
                new("203.0.113.9", 22, false, 7, At(Seen), At(Seen + 60)),
            ],
            evidence.Counts);
        Assert.Empty(evidence.Notes);
    }

    [Fact]
    public void Skipped_records_come_whatever_port_they_might_have_had()
    {
        var evidence = Ask(["eni-1", "-", "-", null, null, null, Seen, Seen + 60, "-", "SKIPDATA", "eu-west-1", "2026/11/23"]);

        Assert.Contains(evidence.Notes, note => note.Contains("SKIPDATA", StringComparison.Ordinal));
    }

    [Fact]
    public void Any_rows_are_counted_as_a_loop_over_them_counts()
    {
        var any = from network in OneOf("eni-1", "eni-2")
                  from source in OneOf("203.0.113.9", "198.51.100.4", "10.0.1.5", "2001:db8::9")
                  from port in OneOf(22, 3389, 80)
                  from protocol in OneOf(6, 17)
                  from packets in Gen.Int[0, 1000]
                  from offset in Gen.Int[-3600, 7200]
                  from action in OneOf("ACCEPT", "REJECT")
                  select (Network: network, Source: source, Port: port, Protocol: protocol, Packets: packets, Start: Seen + offset, Action: action);
        any.Array[0, 40].Sample(
            rows =>
            {
                var question = LogFinding.QuestionAbout(22, 3389);
                var expected = rows
                    .Where(row => row is { Network: "eni-1", Protocol: 6, Port: 22 or 3389 } && row.Source != "10.0.1.5"
                        && row.Start + 60 >= question.From.ToUnixTimeSeconds() && row.Start <= question.To.ToUnixTimeSeconds())
                    .GroupBy(row => (row.Source, row.Port, row.Action))
                    .Select(group => (group.Key.Source, group.Key.Port, group.Key.Action == "ACCEPT", (long)group.Sum(row => row.Packets), At(group.Min(row => row.Start)), At(group.Max(row => row.Start + 60))))
                    .Order();

                var counts = Ask(question, [.. rows.Select(row => Row(row.Network, row.Source, row.Port, row.Protocol, row.Packets, row.Start, row.Start + 60, row.Action))]).Counts;

                Assert.Equal(expected, counts.Select(count => (count.Source, count.Port, count.Accepted, count.Packets, count.First!.Value, count.Last!.Value)).Order());
            },
            iter: 100);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("us-east-1, eu-west-1", true)]
    [InlineData("us-east-1,eu-central-1", false)]
    public void A_table_that_names_its_Regions_has_no_others(string? values, bool has) =>
        Assert.Equal(has, Table(values is null ? [] : new() { ["projection.region.values"] = values }).HasRegion("eu-west-1"));

    [Theory]
    [InlineData("s3://flow-logs/prefix/AWSLogs/123456789012/vpcflowlogs", "flow-logs")]
    [InlineData("elsewhere", null)]
    [InlineData(null, null)]
    public void The_bucket_of_a_table_is_that_of_its_location(string? location, string? bucket) =>
        Assert.Equal(bucket, Table(location is null ? [] : new() { ["location"] = location }).Bucket);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static LogEvidence.Traffic Ask(params object?[][] rows) => Ask(LogFinding.Question, rows);

    private static LogEvidence.Traffic Ask(LogQuestion question, object?[][] rows)
    {
        var (sql, parameters) = Table([]).Query(question)!.Value;

        // Athena puts each parameter where its mark stands, as it would be written there.
        var marks = sql.Split('?');
        Assert.Equal(parameters.Count + 1, marks.Length);
        var query = string.Concat(marks.Select((part, index) => index == 0 ? part : parameters[index - 1] + part));

        using var database = new SqliteConnection("Data Source=:memory:");
        database.Open();
        Run(database, "ATTACH DATABASE ':memory:' AS logs");
        Run(database, $"CREATE TABLE logs.flow ({string.Join(", ", Columns.Select(column => $"\"{column}\" {(column is "dstport" or "protocol" or "packets" or "start" or "end" ? "INTEGER" : "TEXT")}"))})");
        foreach (var row in rows)
        {
            using var insert = database.CreateCommand();
            insert.CommandText = $"INSERT INTO logs.flow VALUES ({string.Join(", ", row.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"$p{index}")))})";
            foreach (var (index, value) in row.Index())
                insert.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"$p{index}"), value ?? DBNull.Value);
            insert.ExecuteNonQuery();
        }

        using var select = database.CreateCommand();
        select.CommandText = query;
        using var reader = select.ExecuteReader();
        var answer = ImmutableArray.CreateBuilder<IReadOnlyDictionary<string, string>>();
        while (reader.Read())
        {
            answer.Add(Enumerable.Range(0, reader.FieldCount).Where(column => !reader.IsDBNull(column))
                .ToDictionary(reader.GetName, column => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)!));
        }

        return FlowLogRows.Read("table logs.flow", new("q-1", answer.ToImmutable()));
    }

    private static void Run(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object?[] Row(
        string network, string source, int port, int protocol, int packets, long start, long end, string action, string region = "eu-west-1", string day = "2026/11/23") =>
        [network, source, "10.0.1.5", port, protocol, packets, start, end, action, "OK", region, day];

    private static FlowLogTable Table(Dictionary<string, string> properties) => new(new("responder", "logs", "flow"), new TableMetadata
    {
        Columns =
        [
            .. new[] { "interface_id", "srcaddr", "dstaddr", "action", "log_status" }.Select(name => new Column { Name = name, Type = "string" }),
            .. new[] { "dstport", "protocol", "packets", "start", "end" }.Select(name => new Column { Name = name, Type = "bigint" }),
        ],
        PartitionKeys = [new() { Name = "region", Type = "string" }, new() { Name = "day", Type = "string" }],
        Parameters = properties,
    });

    private static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
