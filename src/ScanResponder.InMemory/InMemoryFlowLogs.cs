using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Evidence;
using ScanResponder.Network;

namespace ScanResponder.InMemory;

/// <summary>Flow logs that live in memory, line by line as flow logs write them, and are asked as those of an account are.</summary>
/// <param name="place">Where they are, for those who read the evidence.</param>
/// <param name="format">The fields of the lines.</param>
/// <param name="lines">The lines. What is no record of packets counts for nothing.</param>
public sealed class InMemoryFlowLogs(string place, FlowLogFormat format, IEnumerable<string> lines) : IEvidenceSource
{
    private readonly ImmutableArray<ImmutableDictionary<string, string>> _records =
        [.. lines.Select(line => format.Fields.Zip(line.Split(' '), KeyValuePair.Create).ToImmutableDictionary())];

    /// <inheritdoc/>
    public string Name => "flow logs";

    /// <inheritdoc/>
    public Task<LogEvidence> LookAsync(LogQuestion question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ImmutableArray<PacketCount> counts =
        [
            .. _records.Where(record => question.InterfaceIds.Contains(record.GetValueOrDefault("interface-id", "")))
                .Select(CountOf)
                .OfType<PacketCount>()
                .Where(count => question.Ports.Contains(count.Port) && !question.PrivateIps.Contains(count.Source)
                    && count.Last >= question.From && count.First <= question.To)
                .GroupBy(count => (count.Source, count.Port, count.Accepted))
                .Select(group => group.First() with { Packets = Tally.Of(group.Select(count => count.Packets)), First = group.Min(count => count.First), Last = group.Max(count => count.Last) })
                .OrderByDescending(count => count.Packets),
        ];
        return Task.FromResult<LogEvidence>(new LogEvidence.Traffic(
            place, null, counts, counts.IsEmpty ? [$"No packets to the probed ports are in {place}."] : []));
    }

    /// <summary>The packets of a TCP record; null for other protocols, for records without packets and for what is no record.</summary>
    private PacketCount? CountOf(ImmutableDictionary<string, string> record) =>
        Cidr.TryParseHost(record.GetValueOrDefault(format.FirstOf("pkt-srcaddr", "srcaddr") ?? ""), out var source)
        && NumberOf(record, "dstport") is <= PortRange.Highest and { } port
        && NumberOf(record, "packets") is { } packets
        && NumberOf(record, "start") is { } start
        && NumberOf(record, "end") is { } end
        && record.GetValueOrDefault("protocol") is "6"
        && record.GetValueOrDefault("action") is "ACCEPT" or "REJECT"
            ? new(
                Cidr.AddressText(source.Family, source.First),
                (int)port,
                record["action"] is "ACCEPT",
                packets,
                DateTimeOffset.FromUnixTimeSeconds(start),
                DateTimeOffset.FromUnixTimeSeconds(end))
            : null;

    private static long? NumberOf(ImmutableDictionary<string, string> record, string field) =>
        uint.TryParse(record.GetValueOrDefault(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
