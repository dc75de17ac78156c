using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Reads the parts of a <see cref="Policy"/> from the words in which operators write them. Every method throws
/// <see cref="FormatException"/> with a message that says what is accepted.
/// </summary>
public static partial class PolicyParser
{
    private const int MostHours = 720;

    /// <summary><c>notify</c>, <c>ask</c>, <c>dry-run</c> or <c>remediate</c>.</summary>
    public static Mode Mode(string text) => text switch
    {
        "notify" => Tightening.Mode.Notify,
        "ask" => Tightening.Mode.Ask,
        "dry-run" => Tightening.Mode.DryRun,
        "remediate" => Tightening.Mode.Remediate,
        _ => throw new FormatException("accepted are notify, ask, dry-run and remediate"),
    };

    /// <summary>The word for a mode.</summary>
    public static string WordOf(Mode mode) => mode switch
    {
        Tightening.Mode.Notify => "notify",
        Tightening.Mode.Ask => "ask",
        Tightening.Mode.DryRun => "dry-run",
        Tightening.Mode.Remediate => "remediate",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>How many hours an alert can be approved: from 1 to 720.</summary>
    public static TimeSpan Hours(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours is >= 1 and <= MostHours
        ? TimeSpan.FromHours(hours)
        : throw new FormatException($"accepted is a number of hours from 1 to {MostHours}");

    /// <summary><c>probed</c> or <c>guarded</c>.</summary>
    public static Scope Scope(string text) => text switch
    {
        "probed" => Tightening.Scope.Probed,
        "guarded" => Tightening.Scope.Guarded,
        _ => throw new FormatException("accepted are probed and guarded"),
    };

    /// <summary>TCP ports from 1 to 65535, separated by commas; each counts once.</summary>
    public static ImmutableArray<int> Ports(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= PortRange.Highest
                ? port
                : throw new FormatException($"'{part}' is not a port; accepted are TCP ports from 1 to {PortRange.Highest}, separated by commas, such as 22,3389"))
            .Distinct()
            .Order(),
    ];

    /// <summary>
    /// CIDR blocks, <c>pl-…</c> ids, <c>vpc</c> and <c>connected</c>, separated by commas, or <c>none</c>. What would let the internet in is refused.
    /// </summary>
    public static ImmutableArray<Trust> Trusted(string text)
    {
        if (text == "none")
            return [];
        var trusted = text.Split(',', StringSplitOptions.TrimEntries).Select(TrustedPart).Distinct().ToImmutableArray();
        RefuseWorld(trusted, "would let the internet in; a trusted block");
        return trusted;
    }

    /// <summary>CIDR blocks and <c>pl-…</c> ids of scanners, separated by commas. The world is refused.</summary>
    public static ImmutableArray<Trust> Scanners(string text)
    {
        var known = text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => BlockOrList(part) ?? throw new FormatException(
                $"'{part}' is neither; accepted are CIDR blocks such as 198.51.100.0/24 and prefix lists such as pl-0123456789abcdef0, separated by commas"))
            .Distinct()
            .ToImmutableArray();
        RefuseWorld(known, "would silence everybody; a block of scanners");
        return known;
    }

    private static void RefuseWorld(ImmutableArray<Trust> trusted, string what)
    {
        var blocks = trusted.OfType<Trust.Block>().Select(block => block.Cidr).ToList();
        if (World.Among(blocks) is { Count: > 0 } world)
        {
            throw new FormatException(
                $"{string.Join(", ", world.Order())} {what} is at least a /{World.IPv4Prefix} of IPv4 or a /{World.IPv6Prefix} of IPv6, "
                + "and all of them together cover at most a quarter of the IPv4 addresses");
        }
    }

    /// <summary>A severity from 0 to 10.</summary>
    public static double Severity(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var severity) && severity is >= 0 and <= 10
            ? severity
            : throw new FormatException("accepted is a severity from 0 to 10, such as 4 or 6.5");

    /// <summary>A whole number from 0 up.</summary>
    public static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new FormatException("accepted is a whole number; 0 means no limit");

    private static Trust TrustedPart(string part)
    {
        if (part == "connected")
            return new Trust.Connected();
        if (part == "vpc")
            return new Trust.OwnVpc();
        return BlockOrList(part) ?? throw new FormatException(
            $"'{part}' is none of them; accepted are CIDR blocks such as 198.51.100.0/24, prefix lists such as pl-0123456789abcdef0, vpc and connected, separated by commas, or none alone");
    }

    private static Trust? BlockOrList(string part) =>
        PrefixListId().IsMatch(part) ? new Trust.PrefixList(part) : Cidr.TryParse(part, out var cidr) ? new Trust.Block(cidr) : null;

    [GeneratedRegex(@"^pl-[0-9a-f]{8,17}\z")]
    private static partial Regex PrefixListId();
}
