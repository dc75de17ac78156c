using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>What people were told of a finding.</summary>
/// <param name="At">When.</param>
/// <param name="Verdict">The outcome.</param>
/// <param name="Ports">The probed ports, in order.</param>
/// <param name="Severity">The finding's severity then.</param>
public sealed record PastAlert(DateTimeOffset At, Verdict Verdict, ImmutableArray<int> Ports, double Severity)
{
    /// <summary>So many ports are kept at the most, the first ones.</summary>
    public const int MostPorts = 1_000;

    /// <summary>The open rules that they were told of, where the entry is about some; else empty.</summary>
    public string Rules { get; init; } = "";

    /// <summary>The instance, or what else the trigger was about; empty where that is not known.</summary>
    public string About { get; init; } = "";

    /// <summary>True where it was about something else, as far as that is known.</summary>
    public bool IsAboutAnother(string about) => About.Length > 0 && about.Length > 0 && About != about;
}
