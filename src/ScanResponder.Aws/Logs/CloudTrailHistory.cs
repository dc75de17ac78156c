using System.Collections.Immutable;
using Amazon.CloudTrail;
using ScanResponder.Evidence;

namespace ScanResponder.Aws.Logs;

/// <summary>
/// The event history of an account and Region, which CloudTrail keeps for 90 days without a trail:
/// <see href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html"/>.
/// </summary>
/// <param name="trail">A client for that Region with that account's credentials, made when it is first needed.</param>
/// <param name="memberRole">The role of a member account whose they are; null where they are the function's own.</param>
internal sealed class CloudTrailHistory(Lazy<IAmazonCloudTrail> trail, string? memberRole = null) : IEventHistory
{
    // The latest calls about the group: launches with it, which may be many, and changes of its rules.
    private const int Page = 50;

    public async Task<ImmutableArray<string>> CallsAboutAsync(string groupId, CancellationToken cancellationToken)
    {
        var answer = await AwsErrors.AskAsync(
            "CloudTrail",
            new AwsCall("cloudtrail:LookupEvents", $"look up who changed {groupId}", groupId) { MemberRole = memberRole },
            () => trail.Value.LookupEventsAsync(
                new() { LookupAttributes = [new() { AttributeKey = LookupAttributeKey.ResourceName, AttributeValue = groupId }], MaxResults = Page }, cancellationToken),
            cancellationToken);
        return [.. (answer.Events ?? []).Select(one => one.CloudTrailEvent).OfType<string>()];
    }
}
