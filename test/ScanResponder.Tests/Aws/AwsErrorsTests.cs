using System.Net;
using System.Net.Sockets;
using System.Xml;
using Amazon.EC2;
using Amazon.Runtime;
using ScanResponder.Accounts;
using ScanResponder.Aws;

namespace ScanResponder.Tests.Aws;

public sealed class AwsErrorsTests
{
    private static readonly AwsCall Revoke =
        new("ec2:RevokeSecurityGroupIngress", "remove a rule from sg-1", "sg-1", "security-group/sg-1");

    [Theory]
    [InlineData("UnauthorizedOperation", 403, AccountErrorKind.Denied)]
    [InlineData("AccessDenied", 403, AccountErrorKind.Denied)]
    [InlineData("AccessDeniedException", 400, AccountErrorKind.Denied)]
    [InlineData("AuthFailure", 401, AccountErrorKind.Denied)]
    [InlineData("ExpiredToken", 400, AccountErrorKind.Denied)]
    [InlineData("RequestExpired", 400, AccountErrorKind.Denied)]
    [InlineData("SignatureDoesNotMatch", 403, AccountErrorKind.Denied)]
    [InlineData("InvalidClientTokenId", 403, AccountErrorKind.Denied)]
    [InlineData("OptInRequired", 401, AccountErrorKind.Denied)]
    [InlineData("Blocked", 403, AccountErrorKind.Denied)]
    [InlineData("SomethingNew", 403, AccountErrorKind.Denied)]
    [InlineData("InvalidGroup.NotFound", 400, AccountErrorKind.GroupNotFound)]
    [InlineData("InvalidSecurityGroupID.NotFound", 400, AccountErrorKind.GroupNotFound)]
    [InlineData("InvalidSecurityGroupRuleId.NotFound", 400, AccountErrorKind.NotFound)]
    [InlineData("InvalidPermission.NotFound", 400, AccountErrorKind.NotFound)]
    [InlineData("InvalidInstanceID.NotFound", 400, AccountErrorKind.NotFound)]
    [InlineData("InvalidPrefixListID.NotFound", 400, AccountErrorKind.NotFound)]
    [InlineData("InvalidPrefixListId.NotFound", 400, AccountErrorKind.NotFound)]
    [InlineData("InvalidPermission.Duplicate", 400, AccountErrorKind.Duplicate)]
    [InlineData("RulesPerSecurityGroupLimitExceeded", 400, AccountErrorKind.QuotaExceeded)]
    [InlineData("InvalidPermission.Malformed", 400, AccountErrorKind.Rejected)]
    [InlineData("InvalidGroupId.Malformed", 400, AccountErrorKind.Rejected)]
    [InlineData("InvalidInstanceID.Malformed", 400, AccountErrorKind.Rejected)]
    [InlineData("InvalidParameterValue", 400, AccountErrorKind.Rejected)]
    [InlineData("RequestLimitExceeded", 503, AccountErrorKind.Throttled)]
    [InlineData("RequestLimitExceeded", 400, AccountErrorKind.Throttled)]
    [InlineData("Throttling", 400, AccountErrorKind.Throttled)]
    [InlineData("SomethingNew", 429, AccountErrorKind.Throttled)]
    [InlineData("RequestTimeout", 400, AccountErrorKind.Unavailable)]
    [InlineData("SomethingNew", 408, AccountErrorKind.Unavailable)]
    [InlineData("InternalError", 500, AccountErrorKind.Unavailable)]
    [InlineData("Unavailable", 503, AccountErrorKind.Unavailable)]
    [InlineData("", 502, AccountErrorKind.Unavailable)]
    [InlineData(null, 0, AccountErrorKind.Unavailable)]
    public void A_code_of_ec2_has_its_kind(string? code, int status, AccountErrorKind kind) =>
        Assert.Equal(kind, AwsErrors.Translate(Answer(code, status, "No."), Revoke).Kind);

    public static TheoryData<Exception> NoAnswers =>
    [
        new HttpRequestException("Connection refused (127.0.0.1:1)"),
        new IOException("The response ended prematurely."),
        new SocketException(111),
        new TimeoutException("The operation was canceled."),
        new TaskCanceledException("A task was canceled."),
        new AmazonClientException("Failed to resolve AWS credentials."),
        new AmazonUnmarshallingException("r-1", "ec2", new FormatException("x"), HttpStatusCode.OK),
        new XmlException("Data at the root level is invalid."),
    ];

    [Theory]
    [MemberData(nameof(NoAnswers), DisableDiscoveryEnumeration = true)]
    public void No_answer_leaves_open_whether_it_was_done(Exception error)
    {
        Assert.True(AwsErrors.IsFromAws(error, CancellationToken.None));
        Assert.Equal(AccountErrorKind.Unavailable, AwsErrors.Translate(error, Revoke).Kind);
    }

    [Fact]
    public void What_follows_from_the_callers_own_giving_up_is_not_from_aws()
    {
        var gaveUp = new CancellationToken(canceled: true);

        Assert.False(AwsErrors.IsFromAws(new TaskCanceledException(), gaveUp));
        Assert.False(AwsErrors.IsFromAws(new HttpRequestException(), gaveUp));
        Assert.True(AwsErrors.IsFromAws(Answer("InvalidPermission.Duplicate", 400, "No."), gaveUp));
    }

    [Fact]
    public void A_mistake_in_our_own_code_is_not_from_aws() =>
        Assert.False(AwsErrors.IsFromAws(new InvalidOperationException(), CancellationToken.None));

    [Fact]
    public void The_encoded_authorization_message_is_left_out()
    {
        var error = AwsErrors.Translate(
            Answer("UnauthorizedOperation", 403, "You are not authorized to perform this operation. Encoded authorization failure message: aGVsbG8td29ybGQ"),
            Revoke);

        Assert.Equal(
            "Could not remove a rule from sg-1: EC2 answered UnauthorizedOperation: You are not authorized to perform this operation. "
            + "Grant ec2:RevokeSecurityGroupIngress on security-group/sg-1 to the function's role.",
            error.Message);
    }

    [Fact]
    public void The_action_that_aws_names_is_the_one_to_grant()
    {
        var error = AwsErrors.Translate(
            Answer(
                "UnauthorizedOperation",
                403,
                "You are not authorized to perform this operation. User: arn:aws:sts::1:assumed-role/f/f is not authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:eu-west-1:1:security-group-rule/* because no identity-based policy allows the ec2:CreateTags action."),
            Revoke);

        Assert.Equal("ec2:CreateTags", error.Action);
        Assert.EndsWith(
            "Grant ec2:CreateTags on arn:aws:ec2:eu-west-1:1:security-group-rule/* to the function's role.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_explicit_deny_is_not_answered_with_a_grant()
    {
        var error = AwsErrors.Translate(
            Answer("UnauthorizedOperation", 403, "User: u is not authorized to perform: ec2:RevokeSecurityGroupIngress on resource: r with an explicit deny in a service control policy."),
            Revoke);

        Assert.EndsWith(
            "A policy denies ec2:RevokeSecurityGroupIngress explicitly: remove the function's role from that statement.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_credentials_are_not_answered_with_a_grant() =>
        Assert.DoesNotContain("Grant", AwsErrors.Translate(Answer("ExpiredToken", 400, "Expired."), Revoke).Message, StringComparison.Ordinal);

    [Fact]
    public void A_change_whose_answer_is_lost_is_told_apart_from_a_read()
    {
        var change = AwsErrors.Translate(new TimeoutException(), Revoke);
        var read = AwsErrors.Translate(new TimeoutException(), new("ec2:DescribeVpcs", "describe vpc-1", "vpc-1"));

        Assert.Equal(
            "Could not remove a rule from sg-1: EC2 did not answer in time. It is not known whether it was done: check the resource before trying again.",
            change.Message);
        Assert.Equal(
            "Could not describe vpc-1: EC2 did not answer in time. Try again. If it keeps failing, check the function's network path to AWS.", read.Message);
    }

    [Fact]
    public void What_aws_says_comes_on_one_line_without_control_characters_and_not_too_long()
    {
        Assert.Equal("a b [31mc d", AwsErrors.Quote(" a\r\n\tb \u001b[31mc\u0000\u0085d.\n"));
        Assert.InRange(AwsErrors.Quote(new string('x', 100_000)).Length, 500, 700);
        Assert.Equal("", AwsErrors.Quote(""));
    }

    private static AmazonEC2Exception Answer(string? code, int status, string message) =>
        new(message, ErrorType.Sender, code, "r-1", (HttpStatusCode)status);
}
