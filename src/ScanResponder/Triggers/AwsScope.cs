namespace ScanResponder.Triggers;

/// <summary>Where it happened: one Region of one account.</summary>
/// <param name="Partition"><c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> or another partition.</param>
/// <param name="AccountId">Twelve digits.</param>
/// <param name="Region">Such as <c>eu-west-1</c>.</param>
public sealed record AwsScope(string Partition, string AccountId, string Region)
{
    /// <summary>The home page of a service in the AWS console, such as that of <c>ec2</c>, fit to have a fragment added.</summary>
    public string ConsoleOf(string service) => $"https://{ConsoleHost}/{service}/home?region={Uri.EscapeDataString(Region)}";

    private string ConsoleHost => Partition switch
    {
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
}
