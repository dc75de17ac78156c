namespace Amazon.Lambda.RuntimeSupport.Logging;

internal enum LogFormat
{
    Text,
    Json,
    Unformatted,
}
