using System.Globalization;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Document;
using ScanResponder.Audit;

namespace ScanResponder.Cli.Audit;

/// <summary>What an audit found, for spreadsheets: a row for each rule and port (RFC 4180). What a spreadsheet would take for a formula is led by an apostrophe.</summary>
internal static class AuditCsv
{
    private const string Head = "accountId,region,vpcId,groupId,groupName,danger,reachable,outcome,port,ruleId,protocol,fromPort,toPort,source,description,interfaces,usedBy,because,reason,openedAt,openedBy";

    internal static void Write(AuditReport report, TextWriter output)
    {
        output.Write($"{Head}\r\n");
        foreach (var group in report.Groups)
        {
            foreach (var (exposure, reach) in group.Exposures)
            {
                var rule = exposure.Rule;
                string?[] cells =
                [
                    group.Trigger.AccountId,
                    group.Trigger.Region,
                    group.Group.VpcId,
                    group.Group.Id,
                    group.Group.Name,
                    group.Danger.ToString().ToLowerInvariant(),
                    reach.Reachable switch { true => "true", false => "false", null => "" },
                    AlertDocument.WordOf(group.Outcome.Verdict),
                    Number(exposure.Port),
                    rule.Id,
                    rule.Traffic.Protocol,
                    Number(rule.Traffic.FromPort),
                    Number(rule.Traffic.ToPort),
                    rule.Source.ToString(),
                    rule.Description,
                    Number(group.Users.Length),
                    AuditWords.UsedBy(group),
                    reach.Because,
                    group.Outcome.Reason,
                    group.Opening?.Since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                    group.Opening?.Call.Who,
                ];
                output.Write($"{string.Join(',', cells.Select(Cell))}\r\n");
            }
        }
    }

    private static string Cell(string? text)
    {
        if (text is null)
            return "";
        var line = TextFormat.OneLine(text);
        var safe = line is ['=' or '+' or '@', ..] or ['-', not (>= '0' and <= '9'), ..] or ['-'] ? $"'{line}" : line;
        return safe.AsSpan().ContainsAny(',', '"', '\'') ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
