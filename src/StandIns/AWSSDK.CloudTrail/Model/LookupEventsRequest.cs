namespace Amazon.CloudTrail.Model;

/// <summary>Which events to look up. What is null is not sent. See https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html.</summary>
public class LookupEventsRequest : AmazonCloudTrailRequest
{
    /// <summary>What they are looked up by; one at the most.</summary>
    public List<LookupAttribute>? LookupAttributes { get; set; }

    /// <summary>The most events, 1 to 50; null for 50.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where to go on, from the last answer; null for the beginning.</summary>
    public string? NextToken { get; set; }
}
