using ScanResponder.Network;

namespace ScanResponder.InMemory;

/// <summary>Keeps one of each value that occurs thousands of times in an account: ids, kinds of traffic, sources of rules.</summary>
internal sealed class Shared
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<Traffic, Traffic> _traffic = [];
    private readonly Dictionary<RuleSource, RuleSource> _sources = [];

    internal string? Of(string? text) => text is null ? null : One(_texts, text);

    internal Traffic Of(Traffic traffic) => One(_traffic, traffic);

    internal RuleSource Of(RuleSource source) => One(_sources, source);

    private static T One<T>(Dictionary<T, T> known, T value)
        where T : notnull
    {
        if (known.TryGetValue(value, out var first))
            return first;
        known[value] = value;
        return value;
    }
}
