using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Xml;
using Amazon.Runtime;
using ScanResponder.Accounts;

namespace ScanResponder.Aws;

/// <summary>
/// What the SDK throws, in the terms of the domain. The codes are those of
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"/>.
/// </summary>
internal static class AwsErrors
{
    private const int LongestQuote = 600;

    /// <summary>
    /// True for an error that AWS or the way to it caused. Where the caller gave up, only an error that AWS itself answered counts.
    /// </summary>
    internal static bool IsFromAws(Exception error, CancellationToken cancellationToken) => error switch
    {
        AmazonServiceException => true,
        AmazonClientException or HttpRequestException or IOException or SocketException or TimeoutException or XmlException or JsonException
            or OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    /// <summary>What the caller can do about it.</summary>
    internal static AccountErrorKind KindOf(Exception error)
    {
        if (error is not AmazonServiceException answer || error is AmazonUnmarshallingException)
            return AccountErrorKind.Unavailable;
        if (LacksPermission(answer.ErrorCode) || LacksCredentials(answer.ErrorCode))
            return AccountErrorKind.Denied;
        if (IsThrottling(answer))
            return AccountErrorKind.Throttled;
        return answer.ErrorCode switch
        {
            "InvalidGroup.NotFound" or "InvalidGroupId.NotFound" or "InvalidSecurityGroupID.NotFound" => AccountErrorKind.GroupNotFound,
            "InvalidPermission.Duplicate" => AccountErrorKind.Duplicate,
            "RulesPerSecurityGroupLimitExceeded" => AccountErrorKind.QuotaExceeded,
            "InternalError" or "InternalFailure" or "ServerInternal" or "Unavailable" or "ServiceUnavailable" or "RequestTimeout"
                or "RequestTimeoutException" => AccountErrorKind.Unavailable,
            { } code when code.EndsWith(".NotFound", StringComparison.Ordinal) => AccountErrorKind.NotFound,
            _ => answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => AccountErrorKind.Denied,
                HttpStatusCode.RequestTimeout => AccountErrorKind.Unavailable,
                >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => AccountErrorKind.Rejected,
                _ => AccountErrorKind.Unavailable,
            },
        };
    }

    /// <summary>The domain's error, whose sentence says what was tried, what AWS answered and what to do.</summary>
    internal static AccountException Translate(Exception error, AwsCall call, string service = "EC2")
    {
        var kind = KindOf(error);
        var refused = kind is AccountErrorKind.Denied ? AsNamedIn(error.Message, call) : call;
        var sentence = $"Could not {call.Doing}: {Answer(service, error)}. {Advice(kind, error, refused, service)}".TrimEnd();
        return new(kind, refused.Action, call.Resource, sentence, error);
    }

    /// <summary>Asks, and throws the domain's error where the service does not answer as asked.</summary>
    internal static async Task<T> AskAsync<T>(string service, AwsCall call, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (IsFromAws(error, cancellationToken))
        {
            throw Translate(error, call, service);
        }
    }

    /// <summary>What the service said, or that it said nothing, without a full stop.</summary>
    internal static string Answer(string service, Exception error) => error switch
    {
        AmazonUnmarshallingException or XmlException or JsonException => $"{service}'s answer could not be read ({Quote(error.Message)})",
        AmazonServiceException { ErrorCode: { Length: > 0 } code } => $"{service} answered {Quote(code)}: {Quote(error.Message)}",
        AmazonServiceException answer => $"{service} answered HTTP {(int)answer.StatusCode}: {Quote(error.Message)}",
        TimeoutException or OperationCanceledException => $"{service} did not answer in time",
        HttpRequestException or IOException or SocketException => $"{service} could not be reached ({Quote(error.Message)})",
        _ => $"the AWS SDK could not ask {service} ({Quote(error.Message)})",
    };

    /// <summary>True for the codes with which AWS slows callers down.</summary>
    internal static bool IsThrottling(AmazonServiceException answer) =>
        answer.StatusCode is HttpStatusCode.TooManyRequests
        || answer.ErrorCode is "RequestLimitExceeded" or "Throttling" or "ThrottlingException" or "Throttled" or "ThrottledException"
            or "RequestThrottled" or "RequestThrottledException" or "TooManyRequestsException" or "BandwidthLimitExceeded"
            or "EC2ThrottledException" or "PriorRequestNotComplete" or "SlowDown" or "KMSThrottling";

    /// <summary>True for the codes that say who asks, and that they may not.</summary>
    internal static bool LacksPermission(string? code) =>
        code is "UnauthorizedOperation" or "AccessDenied" or "AccessDeniedException" or "NotAuthorized" or "AuthorizationError"
            or "UnauthorizedException";

    /// <summary>True for the codes that say the credentials themselves are not accepted.</summary>
    internal static bool LacksCredentials(string? code) =>
        code is "AuthFailure" or "InvalidClientTokenId" or "InvalidAccessKeyId" or "UnrecognizedClientException" or "ExpiredToken"
            or "ExpiredTokenException" or "RequestExpired" or "SignatureDoesNotMatch" or "IncompleteSignature" or "InvalidSecurity"
            or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" or "OptInRequired" or "PendingVerification"
            or "Blocked";

    /// <summary>AWS's words on one line: no control characters, no encoded authorization message, at most a few hundred characters.</summary>
    internal static string Quote(string words)
    {
        // The encoded message is of use only to sts:DecodeAuthorizationMessage, and would fill the e-mail.
        var end = words.IndexOf("Encoded authorization failure message", StringComparison.OrdinalIgnoreCase);
        var line = new StringBuilder();
        foreach (var rune in words.AsSpan(0, end < 0 ? words.Length : end).EnumerateRunes())
        {
            if (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune))
                line.Append(rune);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
            if (line.Length >= LongestQuote)
                return line.Append('…').ToString();
        }

        return line.ToString().TrimEnd(' ', '.');
    }

    private static string Advice(AccountErrorKind kind, Exception error, AwsCall call, string service) => kind switch
    {
        AccountErrorKind.Denied when error is AmazonServiceException { ErrorCode: "OptInRequired" or "PendingVerification" or "Blocked" } =>
            $"The account may not use {service} in this Region: enable the Region, or contact AWS Support.",
        AccountErrorKind.Denied when error is AmazonServiceException answer && LacksCredentials(answer.ErrorCode) =>
            "AWS did not accept the credentials: check that they have not expired, that they are meant for this account and Region, and that "
            + "the clock is right.",
        AccountErrorKind.Denied when error.Message.Contains("explicit deny", StringComparison.OrdinalIgnoreCase) =>
            $"A policy denies {call.Action} explicitly: remove {call.Grantee} from that statement.",
        AccountErrorKind.Denied => $"Grant {call.Action} on {call.GrantOn} to {call.Grantee}{(call is { MemberRole: not null, OnlyReads: false } ? ", as infra/member-role.yaml does with MayTighten=true" : "")}.",
        AccountErrorKind.QuotaExceeded =>
            "Remove rules from the group, or raise the quota \"Inbound or outbound rules per security group\".",
        AccountErrorKind.Throttled =>
            "AWS is throttling the account's requests in this Region; try again later.",
        AccountErrorKind.Unavailable when error is AmazonClientException =>
            "Check the function's Region, its credentials and its network path to AWS.",
        AccountErrorKind.Unavailable when call.OnlyReads => "Try again. If it keeps failing, check the function's network path to AWS.",
        AccountErrorKind.Unavailable => "It is not known whether it was done: check the resource before trying again.",
        _ => "",
    };

    /// <summary>
    /// The call with the action and the resource that AWS names, which may be others: adding a rule with tags also takes
    /// <c>ec2:CreateTags</c>.
    /// </summary>
    private static AwsCall AsNamedIn(string message, AwsCall call) =>
        WordAfter(message, "not authorized to perform: ") is { } action && action.Contains(':', StringComparison.Ordinal)
            ? call with { Action = action, GrantOn = WordAfter(message, "on resource: ") ?? call.GrantOn }
            : call;

    private static string? WordAfter(string message, string lead)
    {
        var start = message.IndexOf(lead, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var rest = message.AsSpan(start + lead.Length);
        var end = rest.IndexOfAny(" \r\n\t");
        var word = Quote((end < 0 ? rest : rest[..end]).ToString());
        return word.Length > 0 ? word : null;
    }
}
