using ScanResponder.Aws.Redrive;

namespace ScanResponder.Tests.Cli;

public sealed class FunctionNameTests
{
    [Theory]
    [InlineData("scan-responder-Responder-A1b2C3", null)]
    [InlineData("responder:live", null)]
    [InlineData("responder:$LATEST", null)]
    [InlineData("arn:aws:lambda:eu-west-1:123456789012:function:responder", "eu-west-1")]
    [InlineData("arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:responder:3", "us-gov-west-1")]
    public void A_function_is_named_by_its_name_or_its_arn(string text, string? region)
    {
        var name = FunctionName.Parse(text);

        Assert.Equal((text, region), (name.ToString(), name.Region));
    }

    [Theory]
    [InlineData("")]
    [InlineData("scan responder")]
    [InlineData("a/b")]
    [InlineData("arn:aws:lambda:eu-west-1:123456789012:responder")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:failed-findings")]
    [InlineData("responder\n")]
    public void Anything_else_is_refused_with_what_is_accepted(string text) =>
        Assert.StartsWith(
            "accepted is the name or the ARN of a Lambda function, such as ", Assert.Throws<FormatException>(() => FunctionName.Parse(text)).Message, StringComparison.Ordinal);
}
