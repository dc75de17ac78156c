using ScanResponder.Aws.Redrive;

namespace ScanResponder.Tests.Cli;

public sealed class QueueUrlTests
{
    [Theory]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/failed-findings", "eu-west-1")]
    [InlineData("https://sqs-fips.us-gov-west-1.amazonaws.com/123456789012/q", "us-gov-west-1")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q", "cn-north-1")]
    [InlineData("https://sqs.eu-west-1.api.aws/123456789012/q", "eu-west-1")]
    [InlineData("https://vpce-0a1b2c3d-4e5f.sqs.ap-southeast-2.vpce.amazonaws.com/123456789012/q", "ap-southeast-2")]
    [InlineData("https://queue.amazonaws.com/123456789012/q", null)]
    [InlineData("http://127.0.0.1:5000/123456789012/Stack-Failed_Findings-1", null)]
    [InlineData("http://localhost:4566/123456789012/q", null)]
    public void The_url_of_a_queue_names_its_Region_where_the_host_is_one_of_AWS(string text, string? region)
    {
        var url = QueueUrl.Parse(text);

        Assert.Equal((text, region), (url.ToString(), url.Region));
    }

    [Theory]
    [InlineData("")]
    [InlineData("failed-findings")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:failed-findings")]
    [InlineData("ftp://sqs.eu-west-1.amazonaws.com/123456789012/q")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/1234/q")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/q.fifo")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/q\n")]
    public void Anything_else_is_refused_with_what_is_accepted(string text) =>
        Assert.StartsWith("accepted is the URL of a standard SQS queue, such as ", Assert.Throws<FormatException>(() => QueueUrl.Parse(text)).Message, StringComparison.Ordinal);
}
