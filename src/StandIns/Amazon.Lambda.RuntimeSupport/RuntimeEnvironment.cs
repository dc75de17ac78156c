using System.Globalization;

namespace Amazon.Lambda.RuntimeSupport;

// What Lambda tells a runtime through environment variables.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
internal sealed class RuntimeEnvironment(Func<string, string?> read, Action<string, string?> write)
{
    public static RuntimeEnvironment OfProcess { get; } =
        new(Environment.GetEnvironmentVariable, Environment.SetEnvironmentVariable);

    /// <summary>Host and port of the Runtime API, and maybe a path, without a scheme.</summary>
    public string RuntimeApi =>
        read("AWS_LAMBDA_RUNTIME_API") is { Length: > 0 } endpoint
            ? endpoint
            : throw new InvalidOperationException(
                "AWS_LAMBDA_RUNTIME_API is not set: this program runs inside AWS Lambda, or against a test tool that names its endpoint there.");

    public string FunctionName => read("AWS_LAMBDA_FUNCTION_NAME") ?? "";

    public string FunctionVersion => read("AWS_LAMBDA_FUNCTION_VERSION") ?? "";

    public string LogGroupName => read("AWS_LAMBDA_LOG_GROUP_NAME") ?? "";

    public string LogStreamName => read("AWS_LAMBDA_LOG_STREAM_NAME") ?? "";

    public int MemoryMegabytes => Number("AWS_LAMBDA_FUNCTION_MEMORY_SIZE") ?? 0;

    public string? LogLevel => read("AWS_LAMBDA_HANDLER_LOG_LEVEL") ?? read("AWS_LAMBDA_LOG_LEVEL");

    public string? LogFormat => read("AWS_LAMBDA_HANDLER_LOG_FORMAT") ?? read("AWS_LAMBDA_LOG_FORMAT");

    public int? TelemetryLogDescriptor => Number("_LAMBDA_TELEMETRY_LOG_FD");

    public bool RunsOnce => string.Equals(read("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>AWSSDK.Core and the X-Ray SDK read the header of the current invocation from here.</summary>
    public void SetTraceId(string? traceId) => write("_X_AMZN_TRACE_ID", traceId);

    private int? Number(string name) =>
        int.TryParse(read(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
