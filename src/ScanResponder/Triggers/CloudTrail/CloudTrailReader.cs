using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Triggers.CloudTrail;

/// <summary>
/// Reads the calls of EC2's API that EventBridge gets from a trail. Those that open nothing are nothing to us: calls that failed, dry runs among them, and
/// those about outbound rules: <see href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html"/>.
/// </summary>
internal sealed class CloudTrailReader : TriggerReader
{
    // One call names a handful; whoever may send events may name anything.
    private const int MostGroups = 50;
    private const int MostInterfaces = 20;
    private const int MostEntries = 1_000;

    /// <inheritdoc/>
    internal override string Source => "aws.ec2";

    /// <inheritdoc/>
    internal override ImmutableArray<string> DetailTypes => ["AWS API Call via CloudTrail"];

    /// <inheritdoc/>
    internal override EventContent Read(ReceivedEvent received)
    {
        var record = received.Object("a record of CloudTrail");
        var name = ReceivedEvent.Text(record["eventName"], "the name of a call, a non-empty string");
        if (record["errorCode"] is { IsAbsent: false } error)
            return EventContent.None($"The call failed ({JsonPart.Shorten(error.Text ?? error.Found)}), so it opened nothing.");
        var (request, response) = (Part(record["requestParameters"], $"{name}Request"), Part(record["responseElements"], $"{name}Response"));
        return name switch
        {
            "AuthorizeSecurityGroupIngress" => Authorized(received, record, request, response),
            "ModifySecurityGroupRules" => Of(received, record, new Subject.OfGroups([Id(request["GroupId"], "sg")])),
            "RunInstances" => Launched(received, record, request, response),
            "CreateNetworkInterface" => Created(received, record, response["networkInterface"]),
            "ModifyNetworkInterfaceAttribute" => InterfaceChanged(received, record, request),
            "ModifyInstanceAttribute" => InstanceChanged(received, record, request),
            "AssociateAddress" => Addressed(received, record, request),
            "ModifyManagedPrefixList" or "RestoreManagedPrefixListVersion" => ListChanged(received, record, name, request),
            "AssociateSecurityGroupVpc" => Of(received, record, new Subject.OfGroups([Id(request["GroupId"], "sg")]), request["VpcId"].ResourceId("vpc")),
            _ => EventContent.None($"Calls of {JsonPart.Shorten(name)} open no port."),
        };
    }

    /// <summary>The answer has the group's id also where the request has only its name. Answers of before 2021 have no rules.</summary>
    private static EventContent Authorized(ReceivedEvent received, JsonPart record, JsonPart request, JsonPart response)
    {
        var made = RecordedCall.List(response["securityGroupRuleSet"]).ToList();
        if (made.Count > 0 && made.TrueForAll(rule => rule["isEgress"].IsTrue))
            return EventContent.None("The call added outbound rules alone.");
        var groups = made.Select(rule => rule["groupId"].ResourceId("sg")).Append(request["groupId"].ResourceId("sg")).OfType<string>().Distinct().Take(MostGroups).ToImmutableArray();
        return Of(received, record, new Subject.OfGroups(groups.IsEmpty ? [Id(request["groupId"], "sg")] : groups));
    }

    private static EventContent Launched(ReceivedEvent received, JsonPart record, JsonPart request, JsonPart response)
    {
        var instances = RecordedCall.List(response["instancesSet"]).Where(part => part["instanceId"].ResourceId("i") is not null).ToList();
        if (instances is [var only])
        {
            var interfaces = InterfacesOf(only);
            var launched = InstanceOf(only["instanceId"].ResourceId("i")!) with
            {
                Type = Word(only["instanceType"]),
                ImageId = only["imageId"].ResourceId("ami"),
                LaunchTime = only["launchTime"].Time,
                VpcId = only["vpcId"].ResourceId("vpc"),
                SubnetId = only["subnetId"].ResourceId("subnet"),
            };
            return Of(received, record, new Subject.OfInstance(launched) { Interfaces = interfaces }, launched.Id);
        }

        // What one call launches is alike.
        ImmutableArray<ReportedInterface> all = [.. instances.SelectMany(instance => InterfacesOf(instance)).DistinctBy(one => (string.Join(' ', one.GroupIds), one.VpcId)).Take(MostInterfaces)];
        var groups = all.SelectMany(one => one.GroupIds).Concat(GroupsIn(request)).Distinct().Take(MostGroups).ToImmutableArray();
        return groups.IsEmpty
            ? throw new TriggerFormatException(response["instancesSet"].Place, response["instancesSet"].Found, "instances with their security groups")
            : Of(received, record, new Subject.OfGroups(groups) { Interfaces = all });
    }

    private static EventContent Created(ReceivedEvent received, JsonPart record, JsonPart created)
    {
        var id = Id(created["networkInterfaceId"], "eni");
        return Of(received, record, new Subject.OfInterface(id) { Interfaces = [Reported(created, GroupsIn(created))] }, id);
    }

    private static EventContent InterfaceChanged(ReceivedEvent received, JsonPart record, JsonPart request)
    {
        var groups = GroupsIn(request);
        if (groups.IsEmpty && !request["associatePublicIpAddress"].IsTrue && !request["associatePublicIpAddress"]["value"].IsTrue)
            return EventContent.None("The call gave the interface neither a security group nor a public address.");
        var id = Id(request["networkInterfaceId"], "eni");
        return Of(received, record, new Subject.OfInterface(id) { Interfaces = groups.IsEmpty ? [] : [Reported(request, groups)] }, id);
    }

    private static EventContent InstanceChanged(ReceivedEvent received, JsonPart record, JsonPart request)
    {
        var groups = GroupsIn(request);
        if (groups.IsEmpty)
            return EventContent.None("The call gave the instance no security group.");
        var instance = InstanceOf(Id(request["instanceId"], "i"));
        return Of(received, record, new Subject.OfInstance(instance) { Interfaces = [new(null, null, null, null, null, groups)] }, instance.Id);
    }

    private static EventContent Addressed(ReceivedEvent received, JsonPart record, JsonPart request) => request["instanceId"].ResourceId("i") is { } instance
        ? Of(received, record, new Subject.OfInstance(InstanceOf(instance)), instance)
        : Of(received, record, new Subject.OfInterface(Id(request["networkInterfaceId"], "eni")), request["networkInterfaceId"].Text);

    private static EventContent ListChanged(ReceivedEvent received, JsonPart record, string name, JsonPart request)
    {
        var list = Id(request["PrefixListId"], "pl");
        var added = RecordedCall.List(request["AddEntry"]).Take(MostEntries).ToList();
        if (name == "ModifyManagedPrefixList" && added.Count == 0)
            return EventContent.None("The call added no entry to the prefix list.");
        return Of(
            received,
            record,
            new Subject.OfPrefixList(list),
            list,
            call => call with { PrefixListId = list, Replaced = request["CurrentVersion"].Integer, Entries = [.. added.Select(entry => Cidr.TryParse(entry["Cidr"].Text, out var block) ? block : (Cidr?)null).OfType<Cidr>()] });
    }

    private static EventContent Of(ReceivedEvent received, JsonPart record, Subject about, string? target = null, Func<ApiCall, ApiCall>? with = null)
    {
        var name = record["eventName"].Text!;
        var region = received.RegionOf(record["awsRegion"]);
        var groups = about.GroupIds.IsEmpty ? [""] : about.GroupIds;
        var call = new ApiCall
        {
            Id = ReceivedEvent.Text(record["eventID"], "CloudTrail's id of the call, a non-empty string"),
            Type = name,
            AccountId = received.AccountOf(record["recipientAccountId"]),
            Region = region,
            Partition = OpeningTrigger.PartitionOf(region),
            LastSeen = record["eventTime"].Time ?? received.Time,
            About = about,
            Records = [.. groups.Select(group => RecordedCall.Read(record, name, group) with { Target = target })],
        };
        return EventContent.Of((with?.Invoke(call) ?? call) is var trigger && trigger.Records.Length > 1 ? trigger with { Records = [.. trigger.Records.Select(Own)] } : trigger);
    }

    /// <summary>Of a call about several groups, only the rules of the one that the record stands for.</summary>
    private static RecordedCall Own(RecordedCall call) => call.Rules.All(rule => rule.GroupId is null) ? call : call.Only(rule => rule.GroupId == call.GroupId);

    private static JsonPart Part(JsonPart part, string wrapper) => part[wrapper] is { IsObject: true } wrapped ? wrapped : part;

    private static string Id(JsonPart part, string kind) =>
        part.ResourceId(kind) ?? throw new TriggerFormatException(part.Place, part.Found, $"an id such as {kind}-0123456789abcdef0");

    private static ImmutableArray<string> GroupsIn(JsonPart part) =>
    [
        .. RecordedCall.List(part["groupSet"]).Select(group => group["groupId"].ResourceId("sg")).OfType<string>().Distinct().Take(MostGroups),
    ];

    private static ImmutableArray<ReportedInterface> InterfacesOf(JsonPart instance)
    {
        ImmutableArray<ReportedInterface> interfaces =
            [.. RecordedCall.List(instance["networkInterfaceSet"]).Take(MostInterfaces).Select(part => Reported(part, GroupsIn(part)) with { VpcId = (part["vpcId"].ResourceId("vpc") ?? instance["vpcId"].ResourceId("vpc")) })];
        return interfaces.Any(one => !one.GroupIds.IsEmpty) ? interfaces : [Reported(instance, GroupsIn(instance)) with { Id = null }];
    }

    private static ReportedInterface Reported(JsonPart part, ImmutableArray<string> groups) => new(
        part["networkInterfaceId"].ResourceId("eni"), part["vpcId"].ResourceId("vpc"), part["subnetId"].ResourceId("subnet"), null, part["privateIpAddress"].Address, groups);

    private static Instance InstanceOf(string id) => new(id, null, null, null, null, null, null, null, null, null, TagSet.Empty);

    private static string? Word(JsonPart part) => part.Text is { Length: <= 64 } text ? text : null;
}
