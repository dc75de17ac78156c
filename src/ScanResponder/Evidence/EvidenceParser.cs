using System.Globalization;
using System.Text.RegularExpressions;

namespace ScanResponder.Evidence;

/// <summary>
/// Reads where evidence is looked for from the words in which operators write it. Every method throws <see cref="FormatException"/> with a
/// message that says what is accepted. Names are checked to be names, since they become parts of queries.
/// </summary>
public static partial class EvidenceParser
{
    /// <summary>The longest that an alert may be made to wait, in seconds: two thirds of the longest life of an invocation.</summary>
    public const int MostSeconds = 600;

    /// <summary><c>off</c>, <c>auto</c>, <c>logs:&lt;group&gt;</c> or <c>athena:&lt;workgroup&gt;/&lt;database&gt;.&lt;table&gt;</c>.</summary>
    public static FlowLogPlace FlowLogs(string text)
    {
        if (text == "off")
            return new FlowLogPlace.Off();
        if (text == "auto")
            return new FlowLogPlace.Auto();
        if (text.StartsWith("logs:", StringComparison.Ordinal) && LogGroupName().IsMatch(text["logs:".Length..]))
            return new FlowLogPlace.LogGroup(text["logs:".Length..]);
        if (AthenaTable().Match(text) is { Success: true } table)
            return new FlowLogPlace.AthenaTable(table.Groups["workgroup"].Value, table.Groups["database"].Value, table.Groups["table"].Value);
        throw new FormatException(
            "accepted are off, auto, logs:<log group> such as logs:/vpc/flow-logs, and athena:<workgroup>/<database>.<table> such as athena:primary/logs.vpc_flow_logs");
    }

    /// <summary><c>auto</c> or <c>off</c>: whether the event history is asked who opened a port.</summary>
    public static bool WhoOpened(string text) => text switch
    {
        "auto" => true,
        "off" => false,
        _ => throw new FormatException("accepted are auto, which asks CloudTrail's event history, and off"),
    };

    /// <summary>The name of a log group.</summary>
    public static string LogGroup(string text) => LogGroupName().IsMatch(text)
        ? text
        : throw new FormatException("accepted is the name of a log group, such as /var/log/secure: at most 512 letters, digits and _-/.#");

    /// <summary>Whole seconds from 0 to <see cref="MostSeconds"/>.</summary>
    public static TimeSpan Seconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"accepted are whole seconds from 0 to {MostSeconds}; 0 means that no log is asked");

    [GeneratedRegex(@"^[A-Za-z0-9_/.#-]{1,512}\z")]
    private static partial Regex LogGroupName();

    [GeneratedRegex(@"^athena:(?<workgroup>[A-Za-z0-9._-]{1,128})/(?<database>[A-Za-z0-9_-]{1,128})\.(?<table>[A-Za-z0-9_-]{1,128})\z")]
    private static partial Regex AthenaTable();
}
