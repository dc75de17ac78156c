using Amazon.Runtime;

namespace Amazon.Lambda;

/// <summary>The base of what is sent to AWS Lambda.</summary>
public abstract class AmazonLambdaRequest : AmazonWebServiceRequest;
