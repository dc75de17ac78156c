using Amazon.StandIns;

namespace Amazon.IdentityManagement;

/// <summary>Where and how a client reaches IAM, which has one endpoint in each partition.</summary>
public class AmazonIdentityManagementServiceConfig : RegionalClientConfig
{
    /// <summary>What is not set is found as all AWS SDKs find it.</summary>
    public AmazonIdentityManagementServiceConfig()
        : base("IAM", "iam", "2010-05-08") => EndpointProvider = new PartitionEndpointProvider();
}
