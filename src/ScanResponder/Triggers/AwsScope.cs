using System.Text.RegularExpressions;

namespace ScanResponder.Triggers;

/// <summary>Where it happened: one Region of one account.</summary>
/// <param name="Partition"><c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> or another partition.</param>
/// <param name="AccountId">Twelve digits.</param>
/// <param name="Region">Such as <c>eu-west-1</c>.</param>
public sealed partial record AwsScope(string Partition, string AccountId, string Region)
{
    /// <summary>What an account id looks like, as a part of a regular expression.</summary>
    public const string AccountIdPattern = "[0-9]{12}";

    /// <summary>What the name of a Region looks like, as a part of a regular expression. It becomes part of host names, so it is strict.</summary>
    public const string RegionPattern = "[a-z]{2,8}(-[a-z]{2,12}){1,3}-[0-9]{1,2}";

    /// <summary>The Region of that account, in the partition that the Region belongs to.</summary>
    public static AwsScope Of(string accountId, string region) => new(OpeningTrigger.PartitionOf(region), accountId, region);

    /// <summary>True for twelve digits.</summary>
    public static bool IsAccountId(string text) => AccountIdFormat().IsMatch(text);

    /// <summary>True for what can be the name of a Region, such as <c>eu-west-1</c>.</summary>
    public static bool IsRegion(string text) => RegionFormat().IsMatch(text);

    /// <summary>The home page of a service in the AWS console, such as that of <c>ec2</c>, fit to have a fragment added.</summary>
    public string ConsoleOf(string service) => $"https://{ConsoleHost}/{service}/home?region={Uri.EscapeDataString(Region)}";

    /// <summary>The address of an object in the console of S3, from where whoever may read it opens it.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object's key.</param>
    public string ConsoleObject(string bucket, string key) =>
        $"https://{ConsoleHost}/s3/object/{Uri.EscapeDataString(bucket)}?region={Uri.EscapeDataString(Region)}&prefix={Uri.EscapeDataString(key)}";

    /// <summary>The ARN of a resource of EC2, such as an <c>instance</c> or a <c>security-group</c>.</summary>
    /// <param name="type">The type of the resource.</param>
    /// <param name="id">Its id.</param>
    /// <param name="ownerId">The account that it belongs to, where that is another one.</param>
    public string Ec2Arn(string type, string id, string? ownerId = null) => $"arn:{Partition}:ec2:{Region}:{ownerId ?? AccountId}:{type}/{id}";

    // The hosts that the SDKs' endpoint rules of AWS Sign-In name for each partition, with console in place of signin.
    private string ConsoleHost => Partition switch
    {
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        "aws-eusc" => "console.amazonaws-eusc.eu",
        "aws-iso" => "console.c2shome.ic.gov",
        "aws-iso-b" => "console.sc2shome.sgov.gov",
        "aws-iso-e" => "console.csphome.adc-e.uk",
        "aws-iso-f" => "console.csphome.hci.ic.gov",
        _ => "console.aws.amazon.com",
    };

    [GeneratedRegex(@"\A" + AccountIdPattern + @"\z")]
    private static partial Regex AccountIdFormat();

    [GeneratedRegex(@"\A" + RegionPattern + @"\z")]
    private static partial Regex RegionFormat();
}
