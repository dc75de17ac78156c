using Amazon.StandIns;

namespace Amazon.CloudTrail;

/// <summary>Where and how a client reaches AWS CloudTrail.</summary>
public class AmazonCloudTrailConfig() : RegionalClientConfig("CloudTrail", "cloudtrail", "2013-11-01", "us-gov-east-1", "us-gov-west-1");
