using System.Text.RegularExpressions;
using ScanResponder.Triggers;

namespace ScanResponder.Aws;

/// <summary>
/// The ARN of a standard SNS topic. FIFO topics, whose names end in <c>.fifo</c>, deliver neither e-mail nor text messages and are none.
/// </summary>
public sealed partial record TopicArn
{
    private readonly string _text;

    private TopicArn(string text, string region, string accountId)
    {
        _text = text;
        Region = region;
        AccountId = accountId;
    }

    /// <summary>The Region in which SNS knows the topic.</summary>
    public string Region { get; }

    /// <summary>The twelve digits of the account that owns the topic.</summary>
    public string AccountId { get; }

    /// <summary>Reads an ARN.</summary>
    /// <exception cref="FormatException">The text is no such ARN; the message says what is accepted.</exception>
    public static TopicArn Parse(string text) => Format().Match(text) is { Success: true } match
        ? new(text, match.Groups["region"].Value, match.Groups["account"].Value)
        : throw new FormatException("accepted is the ARN of a standard SNS topic, such as arn:aws:sns:eu-west-1:123456789012:security");

    /// <summary>The ARN.</summary>
    public override string ToString() => _text;

    [GeneratedRegex("^arn:aws[a-z-]*:sns:(?<region>" + AwsScope.RegionPattern + "):(?<account>" + AwsScope.AccountIdPattern + @"):[A-Za-z0-9_-]{1,256}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Format();
}
