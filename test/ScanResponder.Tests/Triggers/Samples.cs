using System.Text.Json;
using ScanResponder.Tests.Infrastructure;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Triggers;

/// <summary>The sample events of sources other than GuardDuty, whose names begin with what comes of them.</summary>
internal static class Samples
{
    /// <summary>The names of all that begin so, such as <c>config/open-restricted-ssh</c> for <c>open-</c>.</summary>
    internal static TheoryData<string> Of(string beginning) =>
    [
        .. Directory.GetDirectories(Repository.Locate("test/events")).SelectMany(folder => Directory.GetFiles(folder, $"{beginning}*.json"))
            .Select(file => Path.GetRelativePath(Repository.Locate("test/events"), file).Replace(".json", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    internal static string Text(string name) => Repository.Read($"test/events/{name}.json");

    /// <summary>What the event brings, with any change to its text.</summary>
    internal static EventContent Read(string name, Func<string, string>? change = null)
    {
        using var document = JsonDocument.Parse(change?.Invoke(Text(name)) ?? Text(name));
        var json = document.RootElement;
        return TriggerEvents.Read(
            json.GetProperty("source").GetString(),
            json.GetProperty("detail-type").GetString(),
            json.GetProperty("detail"),
            json.GetProperty("account").GetString(),
            json.GetProperty("region").GetString(),
            json.GetProperty("time").GetDateTimeOffset());
    }
}
