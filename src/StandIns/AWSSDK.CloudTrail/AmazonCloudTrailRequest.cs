using Amazon.Runtime;

namespace Amazon.CloudTrail;

/// <summary>The base of what is sent to AWS CloudTrail.</summary>
public abstract class AmazonCloudTrailRequest : AmazonWebServiceRequest;
