namespace ScanResponder.Tests.StandIns;

internal sealed record Greeting(string Text, DateTime? When = null);
