using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>The base of what is sent to Amazon CloudWatch Logs.</summary>
public abstract class AmazonCloudWatchLogsRequest : AmazonWebServiceRequest;
