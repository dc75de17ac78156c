using Amazon.Runtime;

namespace Amazon.Athena;

/// <summary>The base of what is sent to Amazon Athena.</summary>
public abstract class AmazonAthenaRequest : AmazonWebServiceRequest;
