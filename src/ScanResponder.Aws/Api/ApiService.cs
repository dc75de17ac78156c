namespace ScanResponder.Aws.Api;

/// <summary>A service of AWS that is asked as it stands in its reference, without a package of its own.</summary>
/// <param name="Id">Its name, from which <c>AWS_ENDPOINT_URL_…</c> is made.</param>
/// <param name="Name">Its name in host names, signatures and IAM actions.</param>
/// <param name="Protocol">How it wants to be asked.</param>
/// <param name="Version">The date of its API.</param>
/// <param name="Target">What stands before the operation in the header of <see cref="ApiProtocol.Json"/>.</param>
internal sealed record ApiService(string Id, string Name, ApiProtocol Protocol, string Version, string Target = "")
{
    internal static readonly ApiService CloudFormation = new("CloudFormation", "cloudformation", ApiProtocol.Query, "2010-05-15");

    internal static readonly ApiService CloudTrail =
        new("CloudTrail", "cloudtrail", ApiProtocol.Json, "2013-11-01", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");

    internal static readonly ApiService Config = new("Config Service", "config", ApiProtocol.Json, "2014-11-12", "StarlingDoveService");

    internal static readonly ApiService DynamoDb = new("DynamoDB", "dynamodb", ApiProtocol.Json, "2012-08-10", "DynamoDB_20120810");

    internal static readonly ApiService EventBridge = new("EventBridge", "events", ApiProtocol.Json, "2015-10-07", "AWSEvents");

    internal static readonly ApiService GuardDuty = new("GuardDuty", "guardduty", ApiProtocol.Rest, "2017-11-28");

    internal static readonly ApiService Iam = new("IAM", "iam", ApiProtocol.Query, "2010-05-08");

    internal static readonly ApiService Inspector = new("Inspector2", "inspector2", ApiProtocol.Rest, "2020-06-08");

    internal static readonly ApiService Kms = new("KMS", "kms", ApiProtocol.Json, "2014-11-01", "TrentService");

    internal static readonly ApiService Lambda = new("Lambda", "lambda", ApiProtocol.Rest, "2015-03-31");

    internal static readonly ApiService Organizations =
        new("Organizations", "organizations", ApiProtocol.Json, "2016-11-28", "AWSOrganizationsV20161128");

    internal static readonly ApiService S3 = new("S3", "s3", ApiProtocol.Rest, "2006-03-01");

    internal static readonly ApiService SecurityHub = new("SecurityHub", "securityhub", ApiProtocol.Rest, "2018-10-26");

    internal static readonly ApiService Sns = new("SNS", "sns", ApiProtocol.Query, "2010-03-31");

    internal static readonly ApiService Sqs = new("SQS", "sqs", ApiProtocol.Json, "2012-11-05", "AmazonSQS");

    internal static readonly ApiService Sts = new("STS", "sts", ApiProtocol.Query, "2011-06-15");

    /// <summary>
    /// Where a service is that has one endpoint in a partition, and the Region that requests are signed for; null for a service with one in each Region:
    /// <see href="https://docs.aws.amazon.com/general/latest/gr/iam-service.html"/> and
    /// <see href="https://docs.aws.amazon.com/general/latest/gr/ao.html"/>.
    /// </summary>
    /// <param name="region">A Region of the partition.</param>
    internal (string Url, string Region)? GlobalEndpoint(string region) => Name is "iam" or "organizations" ? PartitionOf(region) switch
    {
        "aws" => (Name == "iam" ? "https://iam.amazonaws.com" : "https://organizations.us-east-1.amazonaws.com", "us-east-1"),
        "aws-us-gov" => (Name == "iam" ? "https://iam.us-gov.amazonaws.com" : "https://organizations.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        "aws-cn" when Name == "iam" => ("https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        "aws-cn" => ("https://organizations.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        "aws-eusc" => ($"https://{Name}.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        _ => null,
    } : null;

    private static string PartitionOf(string region) => region switch
    {
        _ when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ when region.StartsWith("eusc-", StringComparison.Ordinal) => "aws-eusc",
        _ when region.Contains("-iso", StringComparison.Ordinal) => "aws-iso",
        _ => "aws",
    };
}
