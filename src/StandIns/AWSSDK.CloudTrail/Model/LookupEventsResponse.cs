using Amazon.Runtime;

namespace Amazon.CloudTrail.Model;

/// <summary>The events, the latest first.</summary>
public class LookupEventsResponse : AmazonWebServiceResponse
{
    /// <summary>The events.</summary>
    public List<Event>? Events { get; set; }

    /// <summary>Where to go on; null at the end.</summary>
    public string? NextToken { get; set; }
}
