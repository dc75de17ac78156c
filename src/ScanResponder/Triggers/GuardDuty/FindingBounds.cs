using System.Collections.Immutable;
using System.Globalization;

namespace ScanResponder.Triggers.GuardDuty;

/// <summary>
/// How much of a finding is looked at, and what was left out of one. GuardDuty names far less; but whoever may send events may name anything, and
/// every group, VPC and probe costs calls, time and room.
/// </summary>
internal sealed class FindingBounds
{
    /// <summary>Probes that are shown.</summary>
    internal const int MostProbes = 1_000;

    /// <summary>Network interfaces; the largest instances have some dozens.</summary>
    internal const int MostInterfaces = 100;

    /// <summary>Addresses of one interface; AWS gives 50 of each family at the most.</summary>
    internal const int MostAddresses = 128;

    /// <summary>Security groups, as many as one call of EC2 takes.</summary>
    internal const int MostGroups = 200;

    /// <summary>VPCs, each of which takes a call.</summary>
    internal const int MostVpcs = 16;

    /// <summary>Tags; EC2 keeps 50, and those of AWS itself.</summary>
    internal const int MostTags = 100;

    /// <summary>Characters of a title or a description.</summary>
    internal const int LongestText = 2_000;

    /// <summary>Characters of an id, a type, a key or a value of a tag.</summary>
    internal const int LongestId = 512;

    /// <summary>Characters of a name: of a port, a country, an organization, a threat list.</summary>
    internal const int LongestName = 128;

    private readonly List<string> _leftOut = [];
    private int _shortened;

    /// <summary>What was left out, a sentence each.</summary>
    internal ImmutableArray<string> Notes => _shortened == 0
        ? [.. _leftOut]
        : [.. _leftOut, _shortened == 1 ? "A text of the finding was too long and was shortened." : string.Create(CultureInfo.InvariantCulture, $"{_shortened:N0} texts of the finding were too long and were shortened.")];

    /// <summary>The text, shortened where it is longer than that.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    internal string? Text(string? text, int longest)
    {
        if (text is null || text.Length <= longest)
            return text;
        _shortened++;
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }

    /// <summary>The first of these, each once, that are looked at.</summary>
    internal ImmutableArray<T> First<T>(IEnumerable<T> named, int most, string noun)
    {
        var first = ImmutableArray.CreateBuilder<T>();
        var seen = new HashSet<T>();
        var count = 0;
        foreach (var item in named)
        {
            if (seen.Add(item) && ++count <= most)
                first.Add(item);
        }

        if (count > most)
            LeftOut(count, noun, $"this alert looks at the first {most.ToString("N0", CultureInfo.InvariantCulture)}.");
        return first.ToImmutable();
    }

    /// <summary>The first of these attempts, and the ports and places of all others, so that none of those is missed.</summary>
    internal (ImmutableArray<Probe> Probes, ImmutableArray<int> MorePorts, ImmutableArray<ProbedPlace> MorePlaces) Probes(IEnumerable<Probe> named)
    {
        var first = ImmutableArray.CreateBuilder<Probe>();
        var seen = new HashSet<Probe>();
        var ports = new HashSet<int>();
        var places = new HashSet<ProbedPlace>();
        var count = 0;
        var left = false;
        foreach (var probe in named)
        {
            count++;
            if (seen.Count < MostProbes)
            {
                if (seen.Add(probe))
                    first.Add(probe);
                continue;
            }

            if (seen.Contains(probe))
                continue;
            left = true;
            if (probe.Port is { } port)
                ports.Add(port);

            // More places than an instance has are no places: then the finding is about the whole instance.
            if (places.Count < MostProbes)
                places.Add(new(probe.LocalIp, probe.LocalInterface));
            else
                places.Add(new(null, null));
        }

        if (left)
            LeftOut(count, "probes", $"this alert shows the first {MostProbes.ToString("N0", CultureInfo.InvariantCulture)}, and looks at the ports of all.");
        return (first.ToImmutable(), [.. ports.Order()], [.. places]);
    }

    private void LeftOut(int count, string noun, string what) =>
        _leftOut.Add(string.Create(CultureInfo.InvariantCulture, $"The finding names {count:N0} {noun}; {what}"));
}
