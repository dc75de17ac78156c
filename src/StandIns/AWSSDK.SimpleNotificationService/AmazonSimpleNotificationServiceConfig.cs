using Amazon.StandIns;

namespace Amazon.SimpleNotificationService;

/// <summary>Where and how a client reaches Amazon SNS.</summary>
public class AmazonSimpleNotificationServiceConfig() : RegionalClientConfig("SNS", "sns", "2010-03-31", "us-gov-east-1", "us-gov-west-1");
