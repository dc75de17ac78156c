using Amazon.StandIns;

namespace Amazon.Lambda;

/// <summary>Where and how a client reaches AWS Lambda.</summary>
public class AmazonLambdaConfig() : RegionalClientConfig("Lambda", "lambda", "2015-03-31");
