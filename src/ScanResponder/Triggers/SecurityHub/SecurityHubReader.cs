using System.Collections.Immutable;

namespace ScanResponder.Triggers.SecurityHub;

/// <summary>
/// Reads the findings that Security Hub sends, in its older format (ASFF) and its newer one (OCSF): those of controls about open ports, and GuardDuty's, which
/// it passes through: <see href="https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-types.html"/>.
/// </summary>
/// <param name="guardDuty">Reads GuardDuty's findings.</param>
internal sealed class SecurityHubReader(TriggerReader guardDuty) : TriggerReader
{
    /// <summary>What a person sends who chooses the custom action for a finding.</summary>
    private const string Action = "Security Hub Findings - Custom Action";
    private const string Newer = "Findings Imported V2";

    // An event carries one finding; whoever may send events may send any number.
    private const int MostFindings = 100;
    private const int MostGroups = 50;

    private static readonly ImmutableArray<string> Controls = ["EC2.13", "EC2.14", "EC2.18", "EC2.19", "EC2.53", "EC2.54"];

    /// <inheritdoc/>
    internal override string Source => "aws.securityhub";

    /// <inheritdoc/>
    internal override ImmutableArray<string> DetailTypes => ["Security Hub Findings - Imported", Action, Newer];

    /// <inheritdoc/>
    internal override EventContent Read(ReceivedEvent received)
    {
        var findings = received.Object("an event of Security Hub")["findings"];
        if (!findings.Items.Any())
            throw new TriggerFormatException(findings.Place, findings.IsArray ? "an empty list" : findings.Found, "a list of at least one finding");
        var read = findings.Items.Take(MostFindings).Select(finding => finding.IsObject
                ? received.DetailType == Newer ? Identified(OfNewer(received, finding), NewerOf(finding)) : Identified(OfOlder(received, finding), OlderOf(finding))
                : throw new TriggerFormatException(finding.Place, finding.Found, "a finding, an object"))
            .ToList();
        ImmutableArray<Trigger> triggers = [.. read.SelectMany(content => content.Triggers)];
        return triggers.IsEmpty ? read[0] : new(triggers, null);
    }

    private static EventContent Identified(EventContent content, HubFinding? finding) =>
        content with { Triggers = [.. content.Triggers.Select(trigger => trigger with { HubFinding = finding })] };

    private static HubFinding.Older? OlderOf(JsonPart finding) =>
        finding["Id"].Text is { Length: > 0 } id && finding["ProductArn"].Text is { Length: > 0 } product ? new(id, product) : null;

    private static HubFinding.Newer? NewerOf(JsonPart finding) => finding["metadata"]["uid"].Text is { Length: > 0 } uid ? new(uid) : null;

    private EventContent OfOlder(ReceivedEvent received, JsonPart finding)
    {
        var order = received.DetailType == Action ? ReceivedEvent.Revision(received.Time) : null;
        if (finding["Sample"].IsTrue)
            return EventContent.None("The finding is a sample.");
        if (order is null)
        {
            // What anybody writes back to a finding comes as an event again: only new ones are answered.
            if (finding["RecordState"].Text is { } state && state != "ACTIVE")
                return EventContent.None($"The finding is {JsonPart.Shorten(state)}.");
            if (finding["Workflow"]["Status"].Text is { } workflow && workflow != "NEW")
                return EventContent.None($"The workflow status of the finding is {JsonPart.Shorten(workflow)}.");
        }

        if (GuardDutyFinding.OfOlder(finding) is { } passed)
            return Passed(received, passed, order);
        var control = ControlOf(finding);
        if (control is null || !Controls.Contains(control))
            return EventContent.None("The finding is not about an open port.");
        if (order is null && finding["Compliance"]["Status"].Text is { } compliance && compliance != "FAILED")
            return EventContent.None($"The security group is {JsonPart.Shorten(compliance)}.");
        var groups = finding["Resources"].Items.Where(resource => resource["Type"].Text == "AwsEc2SecurityGroup").ToList();
        return Of(received, control, order, finding["Id"], finding["AwsAccountId"], finding["Region"], finding["UpdatedAt"].Time, finding["Title"], groups.Select(group => group["Id"]));
    }

    private EventContent OfNewer(ReceivedEvent received, JsonPart finding)
    {
        if (finding["status_id"].Integer is { } status and not (0 or 1))
            return EventContent.None($"The status of the finding is {status}, not new.");
        if (GuardDutyFinding.OfNewer(finding) is { } passed)
            return Passed(received, passed, null);
        if (finding["compliance"]["control"].Text is not { } control || !Controls.Contains(control))
            return EventContent.None("The finding is not about an open port.");
        if (finding["compliance"]["status"].Text is { } compliance && !compliance.Equals("fail", StringComparison.OrdinalIgnoreCase))
            return EventContent.None($"The security group's compliance is {JsonPart.Shorten(compliance)}.");
        var about = finding["finding_info"];
        var groups = finding["resources"].Items.Where(resource => resource["type"].Text == "AWS::EC2::SecurityGroup").ToList();
        return Of(
            received,
            control,
            null,
            about["uid"],
            finding["cloud"]["account"]["uid"],
            finding["cloud"]["region"],
            about["modified_time"].Time ?? finding["time"].Time,
            about["title"],
            groups.Select(group => group["uid"]));
    }

    private EventContent Passed(ReceivedEvent received, JsonPart finding, string? order)
    {
        var content = guardDuty.Read(received with { Detail = finding });
        return content with { Triggers = [.. content.Triggers.Select(trigger => trigger with { Order = order })] };
    }

    private static EventContent Of(
        ReceivedEvent received,
        string control,
        string? order,
        JsonPart id,
        JsonPart account,
        JsonPart region,
        DateTimeOffset? at,
        JsonPart title,
        IEnumerable<JsonPart> arns)
    {
        // Some findings name the account alone.
        ImmutableArray<string> groups = [.. arns.Select(arn => arn.Text?.Split('/')[^1]).Where(name => name is not null && JsonPart.IsResourceId(name, "sg")).Distinct().Take(MostGroups)!];
        if (groups.IsEmpty)
            return EventContent.None("The finding names no security group.");

        // An administrator gets the findings of other accounts and Regions too, so the envelope's are not these.
        var where = received.RegionOf(region);
        return EventContent.Of(new ControlFinding
        {
            Id = ReceivedEvent.Text(id, "the finding's id, a non-empty string"),
            Type = control,
            Title = title.Text is { } text ? JsonPart.Shorten(text) : "",
            Revision = ReceivedEvent.Revision(at ?? received.Time),
            Order = order,

            // Whoever orders a port closed is told of it also where it is not guarded.
            MorePorts = order is null ? [] : ControlFinding.PortsOf(control),
            AccountId = received.AccountOf(account),
            Region = where,
            Partition = OpeningTrigger.PartitionOf(where),
            LastSeen = at ?? received.Time,
            About = new Subject.OfGroups(groups),
        });
    }

    private static string? ControlOf(JsonPart finding) =>
        finding["Compliance"]["SecurityControlId"].Text
        ?? finding["ProductFields"]["ControlId"].Text
        ?? (finding["ProductFields"]["StandardsControlArn"].Text ?? finding["GeneratorId"].Text)?.Split('/')[^1];
}
