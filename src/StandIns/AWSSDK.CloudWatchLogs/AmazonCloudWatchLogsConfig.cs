using Amazon.StandIns;

namespace Amazon.CloudWatchLogs;

/// <summary>Where and how a client reaches Amazon CloudWatch Logs.</summary>
public class AmazonCloudWatchLogsConfig() : RegionalClientConfig("CloudWatch Logs", "logs", "2014-03-28", "us-gov-east-1", "us-gov-west-1");
