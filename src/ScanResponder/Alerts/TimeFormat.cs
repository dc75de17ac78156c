using System.Globalization;

namespace ScanResponder.Alerts;

/// <summary>Times and distances between them as people read them.</summary>
public static class TimeFormat
{
    /// <summary><c>2026-11-20 08:15 UTC</c>.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary><c>2026-11-20 08:15 to 08:21 UTC</c>, with the second day where it is another one.</summary>
    public static string Between(DateTimeOffset from, DateTimeOffset to) => string.Create(
        CultureInfo.InvariantCulture,
        $"{from.UtcDateTime:yyyy-MM-dd HH:mm} to {(from.UtcDateTime.Date == to.UtcDateTime.Date ? $"{to.UtcDateTime:HH:mm} UTC" : Of(to))}");

    /// <summary><c>3 minutes</c>: one number and the unit in which it stays small, without regard to the sign.</summary>
    public static string Of(TimeSpan distance)
    {
        var span = distance.Duration();
        var (count, unit) = span switch
        {
            _ when span < TimeSpan.FromSeconds(90) => (span.TotalSeconds, "second"),
            _ when span < TimeSpan.FromMinutes(90) => (span.TotalMinutes, "minute"),
            _ when span < TimeSpan.FromHours(48) => (span.TotalHours, "hour"),
            _ => (span.TotalDays, "day"),
        };
        var whole = Math.Floor(count);
        return string.Create(CultureInfo.InvariantCulture, $"{whole:0} {unit}{(whole == 1 ? "" : "s")}");
    }

    /// <summary>
    /// <c>3 minutes after launch</c>; null where either time is not known, or where the instance was started after that time: its launch time
    /// is that of its last start, which says nothing about an earlier probe.
    /// </summary>
    public static string? SinceLaunch(DateTimeOffset? time, DateTimeOffset? launch) =>
        time - launch is { } distance && distance >= TimeSpan.Zero ? $"{Of(distance)} after launch" : null;
}
