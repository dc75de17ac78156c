using System.Text.RegularExpressions;
using ScanResponder.Triggers;

namespace ScanResponder.Aws.Redrive;

/// <summary>The URL of a standard SQS queue. FIFO queues take neither what a rule nor what Lambda could not deliver, and are none.</summary>
internal sealed partial record QueueUrl
{
    private readonly string _text;

    private QueueUrl(string text, string? region)
    {
        _text = text;
        Region = region;
    }

    /// <summary>The Region that the host names; null for the host of something that stands in for AWS, or one of AWS's oldest names.</summary>
    internal string? Region { get; }

    /// <summary>Reads a URL.</summary>
    /// <exception cref="FormatException">The text is no such URL; the message says what is accepted.</exception>
    internal static QueueUrl Parse(string text) => Format().Match(text) is { Success: true } match
        ? new(text, RegionOfHost().Match(match.Groups["host"].Value) is { Success: true } host ? host.Groups["region"].Value : null)
        : throw new FormatException(
            "accepted is the URL of a standard SQS queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/failed-findings");

    /// <summary>The URL.</summary>
    public override string ToString() => _text;

    [GeneratedRegex(@"\Ahttps?://(?<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?/" + AwsScope.AccountIdPattern + @"/[A-Za-z0-9_-]{1,80}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Format();

    // Public, FIPS, dual-stack and VPC endpoints, in this order:
    // sqs.eu-west-1.amazonaws.com, sqs-fips.us-east-1.amazonaws.com, sqs.eu-west-1.api.aws, vpce-….sqs.eu-west-1.vpce.amazonaws.com.
    [GeneratedRegex(@"(\A|\.)sqs(-fips)?\.(?<region>" + AwsScope.RegionPattern + @")\.", RegexOptions.ExplicitCapture)]
    private static partial Regex RegionOfHost();
}
