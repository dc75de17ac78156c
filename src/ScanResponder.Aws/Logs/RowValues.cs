using System.Globalization;
using ScanResponder.Network;

namespace ScanResponder.Aws.Logs;

/// <summary>Values of rows. Both services write every value as text, numbers at times as <c>1.7E9</c>; a dash is no value.</summary>
internal static class RowValues
{
    // Beyond it a number is no time, count or port.
    private const double Most = 9e15;

    internal static string? Text(this IReadOnlyDictionary<string, string> row, string name) =>
        row.TryGetValue(name, out var value) && value is not ("" or "-") ? value : null;

    /// <summary>A whole number from 0 up.</summary>
    internal static long? Number(this IReadOnlyDictionary<string, string> row, string name) =>
        double.TryParse(row.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= Most
            ? (long)number
            : null;

    /// <summary>An address in its canonical spelling.</summary>
    internal static string? Address(this IReadOnlyDictionary<string, string> row, string name) =>
        Cidr.TryParseHost(row.Text(name), out var host) ? host.ToString().Split('/')[0] : null;

    /// <summary>A time in seconds since 1970.</summary>
    internal static DateTimeOffset? Seconds(this IReadOnlyDictionary<string, string> row, string name) =>
        row.Number(name) is { } seconds && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The time of a log event: in milliseconds since 1970, or as Logs Insights shows it, <c>2026-11-23 13:44:40.000</c>.</summary>
    internal static DateTimeOffset? EventTime(this IReadOnlyDictionary<string, string> row, string name)
    {
        if (row.Number(name) is { } milliseconds && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return DateTimeOffset.TryParse(row.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
