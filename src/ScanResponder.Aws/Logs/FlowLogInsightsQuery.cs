using System.Globalization;
using ScanResponder.Evidence;

namespace ScanResponder.Aws.Logs;

/// <summary>
/// The query of Logs Insights for who sent packets to the probed ports. Logs Insights knows the fields of the default format by itself
/// (<see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html"/>); those of any other
/// format are cut out of the line and get the same names.
/// </summary>
internal static class FlowLogInsightsQuery
{
    /// <summary>The query; null where the format lacks a field that it needs, or the question names neither an interface nor an address.</summary>
    internal static string? For(LogQuestion question, FlowLogFormat format)
    {
        var names = new Dictionary<string, string>();
        Name(FlowLogRows.Source, "pkt-srcaddr", "srcaddr");
        Name(FlowLogRows.Port, "dstport");
        Name(FlowLogRows.Verdict, "action");
        Name(FlowLogRows.Status, "log-status");
        Name("packets", "packets");
        Name("startTime", "start");
        Name("endTime", "end");
        Name("protocol", "protocol");
        Name("interfaceId", "interface-id");
        Name("dstAddr", "pkt-dstaddr", "dstaddr");
        bool Has(string name) => names.ContainsValue(name);
        var onInterface = Has("interfaceId") && !question.InterfaceIds.IsEmpty;
        if (!Has(FlowLogRows.Source) || !Has(FlowLogRows.Port) || !Has(FlowLogRows.Verdict) || !Has("packets")
            || !(onInterface || (Has("dstAddr") && !question.PrivateIps.IsEmpty)))
        {
            return null;
        }

        // A number that was cut out of the line is text, which is not everywhere compared as a number.
        var wanted = new List<string> { $"({string.Join(" or ", question.Ports.Select(port => Is(FlowLogRows.Port, port)))})" };
        if (Has("protocol"))
            wanted.Add($"({Is("protocol", 6)})");
        if (Has(FlowLogRows.Status))
            wanted.Add($"{FlowLogRows.Status} = \"OK\"");
        if (!onInterface)
            wanted.Add($"dstAddr in [{Quoted(question.PrivateIps)}]");
        else if (!question.PrivateIps.IsEmpty)
            wanted.Add($"{FlowLogRows.Source} not in [{Quoted(question.PrivateIps)}]");
        var filter = string.Join(" and ", wanted);
        if (onInterface)
            filter = $"interfaceId in [{Quoted(question.InterfaceIds)}] and ({(Has(FlowLogRows.Status) ? $"{FlowLogRows.Status} = \"SKIPDATA\" or " : "")}({filter}))";

        var cut = format.IsDefault
            ? ""
            : $"parse @message \"{string.Join(' ', format.Fields.Select(_ => "*"))}\" as {string.Join(", ", format.Fields.Select((field, index) => names.GetValueOrDefault(field) ?? $"field{index}"))} | ";
        var times = $"{(Has("startTime") ? $", min(startTime) as {FlowLogRows.First}" : "")}{(Has("endTime") ? $", max(endTime) as {FlowLogRows.Last}" : "")}";
        var by = string.Join(", ", new[] { FlowLogRows.Source, FlowLogRows.Port, FlowLogRows.Verdict, FlowLogRows.Status }.Where(Has));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{cut}filter {filter} | stats sum(packets) as {FlowLogRows.Packets}{times} by {by} | sort {FlowLogRows.Packets} desc | limit {FlowLogRows.Limit}");

        void Name(string name, params ReadOnlySpan<string> fields)
        {
            if (format.FirstOf(fields) is { } field)
                names[field] = name;
        }
    }

    private static string Is(string field, int number) => string.Create(CultureInfo.InvariantCulture, $"{field} = {number} or {field} = \"{number}\"");

    // Ids of resources and addresses, which the finding's reader has checked: none holds a quote.
    private static string Quoted(IEnumerable<string> values) => string.Join(", ", values.Select(value => $"\"{value}\""));
}
