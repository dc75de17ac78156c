using System.Text.Json.Serialization;
using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>A person's decision as a journal keeps it.</summary>
internal sealed record DecisionRecord
{
    /// <summary><c>approved</c> or <c>undone</c>.</summary>
    [JsonPropertyName("k")]
    public string? Kind { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    [JsonPropertyName("m")]
    public long At { get; init; }

    [JsonPropertyName("b")]
    public string? Who { get; init; }

    [JsonPropertyName("w")]
    public string? Why { get; init; }

    [JsonPropertyName("o")]
    public string? Verdict { get; init; }

    /// <summary>Milliseconds since 1970; null for ever.</summary>
    [JsonPropertyName("u")]
    public long? Until { get; init; }

    internal static DecisionRecord Of(PersonDecision decision) => new()
    {
        Kind = decision.Kind is DecisionKind.Approved ? "approved" : "undone",
        At = decision.At.ToUnixTimeMilliseconds(),
        Who = decision.Who,
        Why = decision.Why,
        Verdict = decision.Verdict.ToString(),
        Until = decision.Until?.ToUnixTimeMilliseconds(),
    };

    /// <exception cref="FormatException">It is not one that <see cref="Of"/> made.</exception>
    internal PersonDecision ToDecision() => new(
        Kind switch
        {
            "approved" => DecisionKind.Approved,
            "undone" => DecisionKind.Undone,
            _ => throw new FormatException($"k: found '{Kind}'; expected 'approved' or 'undone'"),
        },
        JournalFormat.Time(At),
        Who ?? throw new FormatException("b: found nothing; expected who has decided"),
        Why,
        Enum.TryParse<Verdict>(Verdict, out var verdict) && Enum.IsDefined(verdict) ? verdict : throw new FormatException($"o: found '{Verdict}'; expected an outcome"),
        Until is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null);
}
