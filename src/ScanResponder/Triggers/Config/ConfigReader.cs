using System.Collections.Immutable;

namespace ScanResponder.Triggers.Config;

/// <summary>
/// Reads the changes of compliance that AWS Config reports of security groups, whatever the rule is called: what is open tells whether it is one of ours.
/// <see href="https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html"/>.
/// </summary>
internal sealed class ConfigReader : TriggerReader
{
    /// <inheritdoc/>
    internal override string Source => "aws.config";

    /// <inheritdoc/>
    internal override ImmutableArray<string> DetailTypes => ["Config Rules Compliance Change"];

    /// <inheritdoc/>
    internal override EventContent Read(ReceivedEvent received)
    {
        var change = received.Object("a change of compliance");
        var type = ReceivedEvent.Text(change["resourceType"], "the type of a resource, a non-empty string");
        if (type != "AWS::EC2::SecurityGroup")
            return EventContent.None($"The rule is about a resource of type {JsonPart.Shorten(type)}, not about a security group.");
        var result = change["newEvaluationResult"];
        var compliance = ReceivedEvent.Text(result["complianceType"], "a compliance such as NON_COMPLIANT");
        if (compliance != "NON_COMPLIANT")
            return EventContent.None($"The security group is {JsonPart.Shorten(compliance)}.");
        var group = change["resourceId"].ResourceId("sg")
            ?? throw new TriggerFormatException(change["resourceId"].Place, change["resourceId"].Found, "the id of a security group");
        var rule = ReceivedEvent.Text(change["configRuleName"], "the name of a rule, a non-empty string");
        var region = received.RegionOf(change["awsRegion"]);
        var at = result["resultRecordedTime"].Time ?? change["notificationCreationTime"].Time ?? received.Time;
        return EventContent.Of(new ComplianceChange
        {
            Id = $"{rule}/{group}",
            Type = rule,
            RuleName = rule,
            Revision = ReceivedEvent.Revision(at),
            AccountId = received.AccountOf(change["awsAccountId"]),
            Region = region,
            Partition = OpeningTrigger.PartitionOf(region),
            LastSeen = at,
            About = new Subject.OfGroups([group]),
        });
    }
}
