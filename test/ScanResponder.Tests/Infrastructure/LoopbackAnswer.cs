namespace ScanResponder.Tests.Infrastructure;

internal sealed record LoopbackAnswer(
    int Status, string Body, string ContentType = "application/json", IReadOnlyDictionary<string, string>? Headers = null);
