using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Evidence;

namespace ScanResponder.Aws.Logs;

/// <summary>
/// Flow logs in CloudWatch Logs. EC2 is asked which flow logs watch the interface, its subnet and its VPC, where they go and what their lines
/// look like.
/// </summary>
/// <param name="accounts">The accounts whose flow logs can be listed.</param>
/// <param name="ownAccountId">The account whose log groups can be asked; null where it is not known.</param>
/// <param name="insights">Runs the query.</param>
/// <param name="group">The log group to ask; null for the one that a flow log goes to.</param>
internal sealed class LogGroupFlowLogs(IAccounts accounts, string? ownAccountId, LogsInsights insights, string? group) : IEvidenceSource
{
    public string Name => "flow logs";

    public async Task<LogEvidence> LookAsync(LogQuestion question, CancellationToken cancellationToken)
    {
        if (question.Ports.IsEmpty)
            return new LogEvidence.Nothing("The finding names no port, so the flow logs were not asked.");
        if (group is not null)
        {
            var (known, listed, unlisted) = await KnownAsync(question, group, cancellationToken);
            if (known is not null && !IsOwn(question))
                return Elsewhere(question, known);
            var answer = await AskAsync(question, group, known, unlisted, cancellationToken);
            return listed && known is null && answer is LogEvidence.Traffic { Counts.IsEmpty: true } none ? none with { Notes = [NotCovered(question, group, none)] } : answer;
        }

        var logs = await ListAsync(question, cancellationToken);
        return logs.Where(log => log.LogGroup is not null).MinBy(IsOneSided) is { } log
            ? IsOwn(question) ? await AskAsync(question, log.LogGroup!, log, [], cancellationToken) : Elsewhere(question, log)
            : new LogEvidence.Nothing(WhyNone(question, logs));
    }

    private bool IsOwn(LogQuestion question) => ownAccountId is null || ownAccountId == question.Trigger.AccountId;

    /// <summary>A group of the same name here is another group.</summary>
    private static LogEvidence.Nothing Elsewhere(LogQuestion question, FlowLog log) =>
        new($"Flow log {log.Id} goes to log group {log.LogGroup} of account {question.Trigger.AccountId}, which this function does not query.");

    private static string NotCovered(LogQuestion question, string name, LogEvidence.Traffic none) =>
        $"No flow log of {string.Join(", ", (IEnumerable<string>)[.. question.VpcIds, .. question.VpcIds.IsEmpty ? question.InterfaceIds : []])} in {question.Trigger.Region} goes to log group {name}, and query {none.QueryId} "
        + "found nothing of the instance there: who talked to it is not known.";

    private async Task<LogEvidence> AskAsync(
        LogQuestion question, string name, FlowLog? log, ImmutableArray<string> notes, CancellationToken cancellationToken)
    {
        var format = FlowLogFormat.Parse(log?.Format);
        return FlowLogInsightsQuery.For(question, format) is { } query
            ? FlowLogRows.Read($"log group {name}", await insights.RunAsync(question, question.From, name, query, FlowLogRows.Limit, cancellationToken), [.. notes, .. OneSided(log)])
            : new LogEvidence.Nothing(
                $"The lines in log group {name} ({string.Join(' ', format.Fields)}) do not say who sent how many packets to which interface and port; "
                + "a flow log of the default format does.");
    }

    private async Task<ImmutableArray<FlowLog>> ListAsync(LogQuestion question, CancellationToken cancellationToken)
    {
        var account = await accounts.OpenAsync(question.Trigger.Scope, question.Trigger.Key, cancellationToken);
        return account is IFlowLogDirectory directory && !question.Watched.IsEmpty ? await directory.FlowLogsAsync(question.Watched, cancellationToken) : [];
    }

    /// <summary>The flow log that goes to the group. Who may not list flow logs can still read them, if they have the default format.</summary>
    private async Task<(FlowLog? Log, bool Listed, ImmutableArray<string> Notes)> KnownAsync(LogQuestion question, string name, CancellationToken cancellationToken)
    {
        try
        {
            return ((await ListAsync(question, cancellationToken)).FirstOrDefault(log => log.LogGroup == name), true, []);
        }
        catch (AccountException exception)
        {
            return (null, false, [$"The lines in log group {name} were taken for those of the default format. {exception.Message}"]);
        }
    }

    /// <summary>A flow log of all packets tells more than a nearer one of half of them.</summary>
    private static bool IsOneSided(FlowLog log) => log.TrafficType is "ACCEPT" or "REJECT";

    private static IEnumerable<string> OneSided(FlowLog? log) => log?.TrafficType switch
    {
        "ACCEPT" => [$"Flow log {log.Id} keeps accepted packets only, so what was rejected is not known."],
        "REJECT" => [$"Flow log {log.Id} keeps rejected packets only, so what was accepted is not known."],
        _ => [],
    };

    private static string WhyNone(LogQuestion question, ImmutableArray<FlowLog> logs)
    {
        if (logs.FirstOrDefault(log => log.Destination?.Contains(":s3:", StringComparison.Ordinal) is true) is { } stored)
        {
            return $"Flow log {stored.Id} goes to {stored.Destination}. To read it here, make an Athena table of it (infra/flow-logs-athena.yaml makes one with its "
                + "own flow log) and set RESPONDER_FLOW_LOGS=athena:<workgroup>/<database>.<table>.";
        }

        if (logs.FirstOrDefault() is { } elsewhere)
            return $"Flow log {elsewhere.Id} goes to {elsewhere.Destination ?? "a place that EC2 does not name"}, which cannot be queried.";
        var (type, id) = (question.VpcIds, question.SubnetIds, question.InterfaceIds) switch
        {
            ([var vpc, ..], _, _) => ("VPC", vpc),
            (_, [var subnet, ..], _) => ("Subnet", subnet),
            (_, _, [var networkInterface, ..]) => ("NetworkInterface", networkInterface),
            _ => ("VPC", "<vpc id>"),
        };
        return $"No flow log watches {question.InstanceId}, so who else talked to it is not known. To turn one on: aws ec2 create-flow-logs --region {question.Trigger.Region} "
            + $"--resource-type {type} --resource-ids {id} --traffic-type ALL --log-group-name vpc-flow-logs "
            + $"--deliver-logs-permission-arn arn:{question.Trigger.Partition}:iam::{question.Trigger.AccountId}:role/<role that may write logs>";
    }
}
