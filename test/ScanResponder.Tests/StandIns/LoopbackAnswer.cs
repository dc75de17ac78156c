namespace ScanResponder.Tests.StandIns;

internal sealed record LoopbackAnswer(
    int Status, string Body, string ContentType = "application/json", IReadOnlyDictionary<string, string>? Headers = null);
