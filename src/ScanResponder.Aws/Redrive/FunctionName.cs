using System.Text.RegularExpressions;
using ScanResponder.Triggers;

namespace ScanResponder.Aws.Redrive;

/// <summary>The name of a Lambda function or its ARN, either with or without a version or an alias.</summary>
internal sealed partial record FunctionName
{
    private readonly string _text;

    private FunctionName(string text, string? region)
    {
        _text = text;
        Region = region;
    }

    /// <summary>The Region that the ARN names; null for a name alone.</summary>
    internal string? Region { get; }

    /// <summary>
    /// False where it is the ARN of another function, whatever the version: a name alone is that of a function in any account and Region. Rules have other
    /// targets too, such as an event bus.
    /// </summary>
    internal bool MayBe(string arn) => Format().Match(arn) is not { Success: true } other
        || (Format().Match(_text) is var own && other.Groups["name"].Value == own.Groups["name"].Value
            && (!own.Groups["arn"].Success || other.Groups["arn"].Value == own.Groups["arn"].Value));

    /// <summary>Reads a name or an ARN.</summary>
    /// <exception cref="FormatException">The text is neither; the message says what is accepted.</exception>
    internal static FunctionName Parse(string text) => Format().Match(text) is { Success: true } match
        ? new(text, match.Groups["region"] is { Success: true } region ? region.Value : null)
        : throw new FormatException(
            "accepted is the name or the ARN of a Lambda function, such as scan-responder or "
            + "arn:aws:lambda:eu-west-1:123456789012:function:scan-responder");

    /// <summary>The name or the ARN, as it was given.</summary>
    public override string ToString() => _text;

    [GeneratedRegex(@"\A(?<arn>arn:aws[a-z-]*:lambda:(?<region>" + AwsScope.RegionPattern + "):" + AwsScope.AccountIdPattern + @":function:)?(?<name>[A-Za-z0-9_-]{1,64})(:(\$LATEST|[A-Za-z0-9_-]{1,128}))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Format();
}
