using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ScanResponder.Network;

namespace ScanResponder.Triggers.TrustedAdvisor;

/// <summary>
/// Reads what Trusted Advisor finds of security groups. Its columns are named by titles, which nobody promises, so the group and the ports are looked for by
/// what they look like. The event comes to us-east-1; the item says in which Region the group is.
/// <see href="https://docs.aws.amazon.com/awssupport/latest/user/cloudwatch-events-ta.html"/>.
/// </summary>
internal sealed partial class TrustedAdvisorReader : TriggerReader
{
    private const int MostRanges = 50;

    private static readonly ImmutableArray<string> Checks = ["Security Groups - Specific Ports Unrestricted", "Security Groups - Unrestricted Access"];

    /// <inheritdoc/>
    internal override string Source => "aws.trustedadvisor";

    /// <inheritdoc/>
    internal override ImmutableArray<string> DetailTypes => ["Trusted Advisor Check Item Refresh Notification"];

    /// <inheritdoc/>
    internal override EventContent Read(ReceivedEvent received)
    {
        var detail = received.Object("an item of a check");
        var check = ReceivedEvent.Text(detail["check-name"], "the name of a check, a non-empty string");
        if (!Checks.Contains(check))
            return EventContent.None($"The check {JsonPart.Quote(check)} is not about open security groups.");
        var item = detail["check-item-detail"];
        var status = ReceivedEvent.Text(detail["status"], "a status such as ERROR");
        if (status is not ("ERROR" or "WARN"))
            return EventContent.None($"The status of the item is {JsonPart.Shorten(status)}.");
        if (item["Protocol"].Text is { } protocol && UdpOrIcmp().IsMatch(protocol))
            return EventContent.None($"The rule admits {JsonPart.Shorten(protocol)}, not TCP.");
        var group = item.Values.Select(value => GroupId().Match(value.Text ?? "")).FirstOrDefault(match => match.Success)?.Value
            ?? throw new TriggerFormatException(item.Place, item.Found, "columns that name a security group, sg-…");

        // The account's own Region in the envelope is always us-east-1, so it does not stand in for one that is missing.
        var region = item["Region"].Text is { } named && AwsScope.IsRegion(named)
            ? named
            : throw new TriggerFormatException(item["Region"].Place, item["Region"].Found, "an AWS Region such as eu-west-1");
        var ports = (item["Port"].Text ?? item["Ports"].Text ?? item["Port(s)"].Text) is { } text ? PortsIn(text) : [];
        return EventContent.Of(new CheckItem
        {
            Id = $"{(check == Checks[0] ? "specific-ports" : "unrestricted-access")}/{group}{(ports.IsEmpty ? "" : $"/{ports[0]}")}",
            Type = check,
            Revision = ReceivedEvent.Revision(received.Time),
            AccountId = received.AccountOf(default),
            Region = region,
            Partition = OpeningTrigger.PartitionOf(region),
            LastSeen = received.Time,
            Ports = ports,
            About = new Subject.OfGroups([group]),
        });
    }

    /// <summary>Ports and ranges such as <c>22</c>, <c>20-21</c> and <c>20, 21</c>; empty where the text says anything else.</summary>
    private static ImmutableArray<PortRange> PortsIn(string text)
    {
        var ranges = ImmutableArray.CreateBuilder<PortRange>();
        foreach (var part in text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostRanges))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || PortOf(ends[0]) is not { } from || PortOf(ends[^1]) is not { } to || from > to)
                return [];
            ranges.Add(new(from, to));
        }

        return ranges.ToImmutable();
    }

    private static int? PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= PortRange.Highest ? port : null;

    [GeneratedRegex(@"\bsg-[0-9a-f]{8,17}\b")]
    private static partial Regex GroupId();

    [GeneratedRegex(@"\A(udp|icmp|icmpv6|17|1|58)\z", RegexOptions.IgnoreCase)]
    private static partial Regex UdpOrIcmp();
}
