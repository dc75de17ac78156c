using Amazon.Runtime;

namespace Amazon.SimpleNotificationService;

/// <summary>The base of what is sent to SNS.</summary>
public abstract class AmazonSimpleNotificationServiceRequest : AmazonWebServiceRequest;
