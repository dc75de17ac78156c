namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>Starts the function as Lambda does: the native executable, a few variables, nothing else.</summary>
public static class BootstrapProcess
{
    /// <param name="path">The published <c>bootstrap</c>.</param>
    /// <param name="runtimeApi">Where it polls for events.</param>
    /// <param name="keys">The credentials of the function's role.</param>
    /// <param name="endpoint">Where it finds AWS.</param>
    /// <param name="settings">The function's own variables; they win over the others.</param>
    public static ChildProcess Start(
        string path, RuntimeApi runtimeApi, AwsKeys keys, Uri endpoint, IReadOnlyDictionary<string, string> settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["AWS_LAMBDA_RUNTIME_API"] = runtimeApi.Endpoint,
            ["AWS_LAMBDA_FUNCTION_NAME"] = "scan-responder",
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "256",
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/scan-responder",
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = "2026/11/23/[$LATEST]0123456789abcdef0123456789abcdef",
            ["AWS_LAMBDA_LOG_FORMAT"] = "JSON",
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
            ["_HANDLER"] = "bootstrap",
            ["LAMBDA_TASK_ROOT"] = Path.GetDirectoryName(path)!,
            ["AWS_ENDPOINT_URL"] = endpoint.ToString().TrimEnd('/'),
            ["TZ"] = ":UTC",
        };
        foreach ((string name, string value) in keys.Environment)
        {
            environment[name] = value;
        }

        foreach ((string name, string value) in settings)
        {
            environment[name] = value;
        }

        return ChildProcess.Start(path, environment, workingDirectory: Path.GetDirectoryName(path), startsOthers: false);
    }
}
