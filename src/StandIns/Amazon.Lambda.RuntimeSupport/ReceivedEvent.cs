using System.Globalization;

namespace Amazon.Lambda.RuntimeSupport;

// An event with what Lambda says about it in the headers. Owns the HTTP answer that it came in.
internal sealed record ReceivedEvent(string RequestId, Stream Body) : IDisposable
{
    private HttpResponseMessage? _response;

    /// <summary>Milliseconds since the Unix epoch; null from an emulator that sets no deadline.</summary>
    public long? DeadlineMilliseconds { get; init; }

    public string InvokedFunctionArn { get; init; } = "";

    public string? TraceId { get; init; }

    public string? TenantId { get; init; }

    /// <summary>JSON as the caller sent it.</summary>
    public string? ClientContext { get; init; }

    /// <summary>JSON as the caller sent it.</summary>
    public string? CognitoIdentity { get; init; }

    public static async Task<ReceivedEvent> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string requestId = Header(response, "Lambda-Runtime-Aws-Request-Id") ?? throw new RuntimeApiClientException(
            "Lambda's Runtime API sent an event without a Lambda-Runtime-Aws-Request-Id.", (int)response.StatusCode, null);
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return new ReceivedEvent(requestId, body)
        {
            _response = response,
            DeadlineMilliseconds =
                long.TryParse(Header(response, "Lambda-Runtime-Deadline-Ms"), CultureInfo.InvariantCulture, out long deadline)
                    ? deadline
                    : null,
            InvokedFunctionArn = Header(response, "Lambda-Runtime-Invoked-Function-Arn") ?? "",
            TraceId = Header(response, "Lambda-Runtime-Trace-Id"),
            TenantId = Header(response, "Lambda-Runtime-Aws-Tenant-Id"),
            ClientContext = Header(response, "Lambda-Runtime-Client-Context"),
            CognitoIdentity = Header(response, "Lambda-Runtime-Cognito-Identity"),
        };
    }

    public void Dispose() => _response?.Dispose();

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) && string.Join(",", values) is { Length: > 0 } value
            ? value
            : null;
}
