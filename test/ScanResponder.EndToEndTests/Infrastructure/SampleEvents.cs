namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>The events in test/events, by file name without extension; its README says what each is.</summary>
public static class SampleEvents
{
    /// <summary>All names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Locate("test", "events"), "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// The events of the other sources, as <c>folder/name</c>. Names begin with what comes of them: <c>open-</c>, <c>quiet-</c> (read, and opens nothing guarded),
    /// <c>nothing-</c> (not even read) or <c>broken-</c>.
    /// </summary>
    public static IReadOnlyList<string> OtherSources { get; } =
    [
        .. Directory.EnumerateDirectories(Repository.Locate("test", "events"))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json").Select(path => $"{Path.GetFileName(folder)}/{Path.GetFileNameWithoutExtension(path)}"))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Those of the other sources whose names begin so.</summary>
    public static IEnumerable<string> OthersThat(string beginning) => OtherSources.Where(name => name.Split('/')[1].StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>Findings that the function answers with an alert.</summary>
    public static IEnumerable<string> Findings => Names.Where(name => !IsRefused(name));

    /// <summary>Events that are not ours, or lack what a finding must have: the function answers with an error.</summary>
    public static IEnumerable<string> Refused => Names.Where(IsRefused);

    public static SampleEvent Load(string name) =>
        new(File.ReadAllText(Repository.Locate("test", "events", $"{name}.json")));

    private static bool IsRefused(string name) =>
        name.StartsWith("not-ours-", StringComparison.Ordinal) || name.StartsWith("broken-", StringComparison.Ordinal);
}
