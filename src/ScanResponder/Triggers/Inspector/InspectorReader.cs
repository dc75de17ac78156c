using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Triggers.Inspector;

/// <summary>
/// Reads Inspector's findings of network reachability. Their times come in changing formats and are not read:
/// <see href="https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html"/>.
/// </summary>
internal sealed class InspectorReader : TriggerReader
{
    private const int MostSteps = 100;

    /// <inheritdoc/>
    internal override string Source => "aws.inspector2";

    /// <inheritdoc/>
    internal override ImmutableArray<string> DetailTypes => ["Inspector2 Finding"];

    /// <inheritdoc/>
    internal override EventContent Read(ReceivedEvent received)
    {
        var finding = received.Object("a finding of Inspector");
        var type = ReceivedEvent.Text(finding["type"], "the finding type, a non-empty string");
        if (type != "NETWORK_REACHABILITY")
            return EventContent.None($"A finding of type {JsonPart.Shorten(type)} is not about an open port.");
        var status = ReceivedEvent.Text(finding["status"], "a status such as ACTIVE");
        if (status != "ACTIVE")
            return EventContent.None($"The finding is {JsonPart.Shorten(status)}.");
        var details = finding["networkReachabilityDetails"];
        if (details["protocol"].Text is { } protocol && !protocol.Equals("TCP", StringComparison.OrdinalIgnoreCase))
            return EventContent.None($"The path is for {JsonPart.Shorten(protocol)}, not TCP.");
        var steps = details["networkPath"]["steps"].Items.Take(MostSteps).ToList();
        ImmutableArray<string> groups = [.. IdsOf(steps, "sg").Distinct()];
        var resource = finding["resources"].Items.FirstOrDefault(part => part["id"].ResourceId("i") is not null);
        if (resource["id"].ResourceId("i") is not { } instance)
            throw new TriggerFormatException(finding["resources"].Place, finding["resources"].Found, "an EC2 instance");
        var (range, region) = (details["openPortRange"], received.RegionOf(resource["region"]));
        return EventContent.Of(new ReachabilityFinding
        {
            Id = ReceivedEvent.Text(finding["findingArn"], "the finding's ARN, a non-empty string"),
            Type = type,
            Revision = ReceivedEvent.Revision(received.Time),
            AccountId = received.AccountOf(finding["awsAccountId"]),
            Region = region,
            Partition = OpeningTrigger.PartitionOf(region),
            LastSeen = received.Time,
            Ports = range["begin"].Port is { } begin && range["end"].Port is { } end && begin <= end ? [new PortRange(begin, end)] : [],
            About = new Subject.OfInstance(new(instance, null, null, null, null, null, null, null, null, null, TagSet.Empty))
            {
                Interfaces = groups.IsEmpty ? [] : [new(IdsOf(steps, "eni").FirstOrDefault(), null, null, null, null, groups)],
            },
        });
    }

    private static IEnumerable<string> IdsOf(List<JsonPart> steps, string kind) => steps.Select(step => step["componentId"].ResourceId(kind)).OfType<string>();
}
