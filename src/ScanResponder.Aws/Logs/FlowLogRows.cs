using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Evidence;
using ScanResponder.Network;

namespace ScanResponder.Aws.Logs;

/// <summary>Reads the rows of a query on flow logs, whose columns have the names below, and says what is to be known about them.</summary>
internal static class FlowLogRows
{
    internal const string Source = "srcAddr";
    internal const string Port = "dstPort";
    internal const string Verdict = "action";
    internal const string Status = "logStatus";
    internal const string Packets = "packetCount";
    internal const string First = "firstSeen";
    internal const string Last = "lastSeen";

    /// <summary>The most rows that a query asks for: ten talkers of each of twenty ports, both verdicts.</summary>
    internal const int Limit = 400;

    private const string Skipped = "SKIPDATA";

    /// <summary>The evidence of the rows. Rows without packets (NODATA) say nothing; skipped records and rows of any other shape are told.</summary>
    internal static LogEvidence.Traffic Read(string place, QueryRows answer, params IEnumerable<string> notes)
    {
        var counts = ImmutableArray.CreateBuilder<PacketCount>();
        var (skipped, odd) = (false, 0);
        foreach (var row in answer.Rows.Take(Limit))
        {
            if (row.Text(Status) is Skipped)
                skipped = true;
            else if (CountOf(row) is { } count)
                counts.Add(count);
            else if (row.Text(Source) is not null || row.Count == 0)
                odd++;
        }

        return new(
            place,
            answer.QueryId,
            counts.ToImmutable(),
            [
                .. notes,
                .. Note(counts.Count == 0, $"Query {answer.QueryId} found no packets to the probed ports in {place}. Flow logs arrive 5 to 15 minutes late: "
                    + "ask again before you conclude that there were none."),
                .. Note(skipped, $"AWS skipped records of the flow log (SKIPDATA), so the counts in {place} are too low."),
                .. Note(odd > 0, string.Create(CultureInfo.InvariantCulture, $"{odd} rows of query {answer.QueryId} in {place} could not be understood.")),
                .. Note(answer.Rows.Length >= Limit, string.Create(CultureInfo.InvariantCulture, $"Only the {Limit} busiest rows of query {answer.QueryId} were read.")),
            ]);
    }

    private static PacketCount? CountOf(IReadOnlyDictionary<string, string> row) =>
        row.Address(Source) is { } source
        && row.Number(Port) is <= PortRange.Highest and { } port
        && row.Number(Packets) is { } packets
        && row.Text(Verdict) is "ACCEPT" or "REJECT"
            ? new(source, (int)port, row.Text(Verdict) is "ACCEPT", packets, row.Seconds(First), row.Seconds(Last))
            : null;

    private static IEnumerable<string> Note(bool applies, string note) => applies ? [note] : [];
}
