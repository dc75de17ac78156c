using ScanResponder.Aws;

namespace ScanResponder.Tests.Aws;

public sealed class TopicArnTests
{
    [Theory]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:security", "eu-west-1", "123456789012")]
    [InlineData("arn:aws-us-gov:sns:us-gov-west-1:111122223333:on_call-2", "us-gov-west-1", "111122223333")]
    [InlineData("arn:aws-cn:sns:cn-north-1:111122223333:a", "cn-north-1", "111122223333")]
    public void The_arn_of_a_topic_names_its_Region_and_its_account(string text, string region, string account)
    {
        var arn = TopicArn.Parse(text);

        Assert.Equal((text, region, account), (arn.ToString(), arn.Region, arn.AccountId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("security")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:security.fifo")]
    [InlineData("arn:aws:sns:eu-west-1:12345678901:security")]
    [InlineData("arn:aws:sns::123456789012:security")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:security")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:security\n")]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:security:0f2a4e1c-0000-4000-8000-000000000000")]
    public void Anything_else_is_refused_with_what_is_accepted(string text)
    {
        var error = Assert.Throws<FormatException>(() => TopicArn.Parse(text));

        Assert.Contains("arn:aws:sns:eu-west-1:123456789012:security", error.Message, StringComparison.Ordinal);
    }
}
