using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using ScanResponder.Network;

namespace ScanResponder.Triggers.GuardDuty;

/// <summary>
/// Reads a finding from its JSON, in the camelCase of events and exports or the PascalCase of the AWS CLI:
/// <see href="https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html"/>.
/// </summary>
public static partial class FindingReader
{
    /// <summary>The instance id of every sample finding; no real instance carries it.</summary>
    private const string SampleInstanceId = "i-99999999";

    private const int MostLists = 20;

    /// <summary>
    /// The finding in the <c>detail</c> of an event. A part that is missing or of the wrong type is absent from the finding. Ids of
    /// resources that AWS would not accept are left out, among them the groups of sample findings (<c>GeneratedFindingSecurityId1</c>).
    /// </summary>
    /// <param name="detail">The event's detail; of any kind.</param>
    /// <param name="envelopeAccount">The event's own account, which counts where the finding names none; may be null.</param>
    /// <param name="envelopeRegion">The event's own Region, which counts where the finding names none; may be null.</param>
    /// <exception cref="TriggerFormatException">
    /// The detail is no object; its id or type is missing or blank; or neither it nor the event names an account of twelve digits and a
    /// Region that can be part of a host name.
    /// </exception>
    public static Finding Read(JsonElement detail, string? envelopeAccount, string? envelopeRegion) =>
        Read(new JsonPart(detail, "detail"), envelopeAccount, envelopeRegion);

    internal static Finding Read(JsonPart detail, string? envelopeAccount, string? envelopeRegion)
    {
        if (!detail.IsObject)
            throw new TriggerFormatException(detail.Place, detail.Found, "a GuardDuty finding, an object");

        var id = RequiredText(detail["id"], "the finding's id, a non-empty string");
        var type = RequiredText(detail["type"], "the finding type, a non-empty string");
        var account = RequiredMatch(detail["accountId"], envelopeAccount, AwsScope.IsAccountId, "an account id of twelve digits");
        var region = RequiredMatch(detail["region"], envelopeRegion, AwsScope.IsRegion, "an AWS Region such as eu-west-1");

        var bounds = new FindingBounds();
        id = bounds.Text(id, FindingBounds.LongestId);
        type = bounds.Text(type, FindingBounds.LongestId);
        var kind = FindingKind.Of(type);
        var service = detail["service"];
        var resource = detail["resource"];
        var instance = resource["instanceDetails"];
        var additional = service["additionalInfo"];
        var unpacked = additional["value"].Unpacked;
        var threatList = bounds.Text(
            ThreatListOf(service["evidence"], additional) ?? ThreatListOf(default, unpacked), FindingBounds.LongestId);
        var (probes, morePorts, morePlaces) = bounds.Probes(
            kind.Probes(service["action"]).Select(probe => Bounded(probe, bounds) with { ThreatList = threatList }));
        var interfaces = ReadInterfaces(instance["networkInterfaces"], bounds);

        return new Finding
        {
            Id = id,
            Type = type,
            Kind = kind,
            AccountId = account,
            Region = region,
            Partition = PartitionOf(detail["partition"], region),
            Severity = detail["severity"].Number is >= 0 and <= 10 and var severity ? severity : 0,
            Title = bounds.Text(detail["title"].Text?.Trim(), FindingBounds.LongestText) ?? "",
            Description = bounds.Text(detail["description"].Text?.Trim(), FindingBounds.LongestText) ?? "",
            Count = service["count"].Integer is >= 1 and var count ? count : 1,
            FirstSeen = service["eventFirstSeen"].Time,
            LastSeen = service["eventLastSeen"].Time,
            UpdatedAt = detail["updatedAt"].Time,
            Sample = additional["sample"].IsTrue || unpacked["sample"].IsTrue || instance["instanceId"].Text == SampleInstanceId,
            Archived = service["archived"].IsTrue,
            ResourceType = bounds.Text(resource["resourceType"].Text, FindingBounds.LongestId) ?? "",
            ResourceIsActor = "ACTOR".Equals(service["resourceRole"].Text, StringComparison.OrdinalIgnoreCase),
            Probes = probes,
            MorePorts = morePorts,
            MorePlaces = morePlaces,
            Instance = ReadInstance(instance, interfaces, bounds),
            Interfaces = interfaces,
            Notes = bounds.Notes,
        };
    }

    private static string RequiredText(JsonPart part, string expected) =>
        part.IsString && part.Text is { } text ? text : throw new TriggerFormatException(part.Place, part.Found, expected);

    private static string RequiredMatch(JsonPart part, string? fallback, Func<string, bool> accepts, string expected)
    {
        var text = part.IsAbsent ? fallback : part.Text;
        if (text is not null && accepts(text))
            return text;
        var found = part.IsAbsent && fallback is not null
            ? $"{part.Found}, and {JsonPart.Quote(fallback)} in the event around it"
            : part.Found;
        throw new TriggerFormatException(part.Place, found, expected);
    }

    private static string PartitionOf(JsonPart part, string region) => region switch
    {
        _ when part.Text is { } named && PartitionPattern().IsMatch(named) => named,
        _ when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ => "aws",
    };

    private static Probe Bounded(Probe probe, FindingBounds bounds) => probe with
    {
        PortName = bounds.Text(probe.PortName, FindingBounds.LongestName),
        Country = bounds.Text(probe.Country, FindingBounds.LongestName),
        Organization = bounds.Text(probe.Organization, FindingBounds.LongestName),
    };

    private static Instance? ReadInstance(JsonPart details, ImmutableArray<ReportedInterface> interfaces, FindingBounds bounds)
    {
        if (details["instanceId"].ResourceId("i") is not { } id)
            return null;
        var tags = TagSet.Of(bounds.First(
            details["tags"].Items
                .Where(tag => tag["key"].Text is not null)
                .Select(tag => KeyValuePair.Create(
                    bounds.Text(tag["key"].Text!, FindingBounds.LongestId), bounds.Text(tag["value"].Text ?? "", FindingBounds.LongestId))),
            FindingBounds.MostTags,
            "tags"));
        var first = interfaces.FirstOrDefault();
        return new(
            id,
            tags.GetValueOrDefault("Name"),
            Word("instanceState"),
            Word("instanceType"),
            Word("imageId"),
            details["launchTime"].Time,
            first?.PublicIp,
            first?.PrivateIp,
            first?.VpcId,
            first?.SubnetId,
            tags);

        string? Word(string name) => bounds.Text(details[name].Text, FindingBounds.LongestName);
    }

    private static ImmutableArray<ReportedInterface> ReadInterfaces(JsonPart list, FindingBounds bounds)
    {
        var interfaces = bounds.First(list.Items.Select(ReadInterface).OfType<ReportedInterface>(), FindingBounds.MostInterfaces, "network interfaces");
        var groups = bounds.First(interfaces.SelectMany(networkInterface => networkInterface.GroupIds), FindingBounds.MostGroups, "security groups").ToHashSet();
        var vpcs = bounds.First(interfaces.Select(networkInterface => networkInterface.VpcId).OfType<string>(), FindingBounds.MostVpcs, "VPCs").ToHashSet();
        return
        [
            .. interfaces.Select(networkInterface => networkInterface with
            {
                GroupIds = [.. networkInterface.GroupIds.Where(groups.Contains)],
                VpcId = networkInterface.VpcId is { } vpc && vpcs.Contains(vpc) ? vpc : null,
            }),
        ];
    }

    private static ReportedInterface? ReadInterface(JsonPart part)
    {
        var networkInterface = new ReportedInterface(
            part["networkInterfaceId"].ResourceId("eni"),
            part["vpcId"].ResourceId("vpc"),
            part["subnetId"].ResourceId("subnet"),
            part["publicIp"].Address,
            part["privateIpAddress"].Address,
            [.. part["securityGroups"].Items.Select(group => group["groupId"].ResourceId("sg")).OfType<string>().Distinct()])
        {
            Addresses =
            [
                .. part["privateIpAddresses"].Items.Select(address => address["privateIpAddress"].Address)
                    .Concat(part["ipv6Addresses"].Items.Select(address => address.Address))
                    .OfType<string>()
                    .Take(FindingBounds.MostAddresses),
            ],
        };
        return networkInterface is { Id: null, VpcId: null, SubnetId: null, PublicIp: null, PrivateIp: null, GroupIds: [] } ? null : networkInterface;
    }

    /// <summary>The lists that know the remote address; where none is named, what it is known for.</summary>
    private static string? ThreatListOf(JsonPart evidence, JsonPart additional)
    {
        var details = evidence["threatIntelligenceDetails"].Items.ToList();
        return Join(details.Select(detail => detail["threatListName"].Text))
            ?? additional["threatListName"].Text
            ?? Join(details.SelectMany(detail => detail["threatNames"].Items).Select(name => name.Text))
            ?? additional["threatName"].Text;
    }

    private static string? Join(IEnumerable<string?> names) =>
        string.Join(", ", names.OfType<string>().Distinct().Take(MostLists)) is { Length: > 0 } joined ? joined : null;

    [GeneratedRegex(@"\A(?=.{1,64}\z)aws(-[a-z]+)*\z")]
    private static partial Regex PartitionPattern();
}
