using Amazon.Runtime;

namespace Amazon.IdentityManagement;

/// <summary>The base of what is sent to IAM.</summary>
public abstract class AmazonIdentityManagementServiceRequest : AmazonWebServiceRequest;
