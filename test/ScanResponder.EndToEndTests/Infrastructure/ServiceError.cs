using System.Security;
using System.Text.Json;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>An error that an AWS service answers with, in the document and with the codes that each protocol has for it.</summary>
/// <param name="Code">The error code, e.g. UnauthorizedOperation.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The message.</param>
public sealed record ServiceError(string Code, int Status, string Message)
{
    private const string RequestId = "00000000-0000-0000-0000-00000000e2e0";

    /// <summary>The code for "too many calls".</summary>
    public static ServiceError Throttled(string service) => service switch
    {
        "ec2" => new("RequestLimitExceeded", 503, "Request limit exceeded."),
        "sns" => new("Throttled", 429, "Rate exceeded"),
        "sts" => new("Throttling", 400, "Rate exceeded"),
        "dynamodb" => new("ProvisionedThroughputExceededException", 400, "The level of configured provisioned throughput was exceeded."),
        "athena" => new("TooManyRequestsException", 400, "Rate exceeded"),
        _ => new("ThrottlingException", 400, "Rate exceeded"),
    };

    /// <summary>The code for "not allowed".</summary>
    public static ServiceError AccessDenied(string service) => service switch
    {
        "ec2" => new("UnauthorizedOperation", 403, "You are not authorized to perform this operation."),
        "sns" => new("AuthorizationError", 403, "The role is not authorized to perform: SNS:Publish"),
        "sts" => new("AccessDenied", 403, "The role is not authorized to perform: sts:AssumeRole"),
        _ => new("AccessDeniedException", 400, "The role is not authorized to perform this operation."),
    };

    /// <summary>The code for an error on AWS's side.</summary>
    public static ServiceError Internal(string service) => service switch
    {
        "ec2" or "sns" => new("InternalError", 500, "An internal error has occurred"),
        "sts" => new("InternalFailure", 500, "An internal error has occurred"),
        _ => new("InternalServerError", 500, "An internal error has occurred"),
    };

    /// <summary>The code for a service that can't be reached.</summary>
    public static ServiceError Unavailable(string service) => service switch
    {
        "ec2" => new("Unavailable", 503, "The service is unavailable. Please try again shortly."),
        "sns" or "sts" => new("ServiceUnavailable", 503, "The service is unavailable."),
        _ => new("ServiceUnavailableException", 503, "The service is unavailable."),
    };

    /// <summary>The error in the document that the service's protocol has for it.</summary>
    public HttpAnswer For(string service) => service switch
    {
        "ec2" => Ec2(),
        "sns" or "sts" => Query(),
        _ => AwsJson(),
    };

    /// <summary>As EC2 answers.</summary>
    public HttpAnswer Ec2() => HttpAnswer.Xml(
        Status,
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Response>
          <Errors><Error><Code>{Code}</Code><Message>{SecurityElement.Escape(Message)}</Message></Error></Errors>
          <RequestID>{RequestId}</RequestID>
        </Response>
        """);

    /// <summary>As services of the Query protocol answer: SNS, STS.</summary>
    public HttpAnswer Query() => HttpAnswer.Xml(
        Status,
        $"""
        <ErrorResponse>
          <Error>
            <Type>{(Status < 500 ? "Sender" : "Receiver")}</Type><Code>{Code}</Code><Message>{SecurityElement.Escape(Message)}</Message>
          </Error>
          <RequestId>{RequestId}</RequestId>
        </ErrorResponse>
        """);

    /// <summary>As services of the JSON protocol answer: DynamoDB, Athena, CloudWatch Logs.</summary>
    public HttpAnswer AwsJson() => HttpAnswer.Json(
        Status,
        $$"""{"__type":"com.amazonaws.service#{{JsonEncodedText.Encode(Code)}}","message":"{{JsonEncodedText.Encode(Message)}}"}""") with
    {
        Headers = new Dictionary<string, string> { ["x-amzn-RequestId"] = RequestId },
    };
}
