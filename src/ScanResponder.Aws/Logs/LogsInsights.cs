using System.Collections.Immutable;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using ScanResponder.Accounts;
using ScanResponder.Evidence;

namespace ScanResponder.Aws.Logs;

/// <summary>Runs queries of CloudWatch Logs Insights, and waits for their ends.</summary>
/// <param name="logs">A client for a Region.</param>
/// <param name="time">The clock.</param>
internal sealed class LogsInsights(Func<string, IAmazonCloudWatchLogs> logs, TimeProvider time)
{
    private const string Service = "CloudWatch Logs";

    /// <summary>The rows that the query finds in the group, in the Region of the question, from that time to the end of the question's.</summary>
    /// <exception cref="AccountException">The query was refused, failed, or had not ended when the token ended the wait.</exception>
    internal async Task<QueryRows> RunAsync(
        LogQuestion question, DateTimeOffset from, string group, string query, int limit, CancellationToken cancellationToken)
    {
        var client = logs(question.Trigger.Region);
        var start = new AwsCall("logs:StartQuery", $"query log group {group}", group, $"log group {group}") { OnlyReads = true };
        var id = (await AwsErrors.AskAsync(
            Service,
            start,
            () => client.StartQueryAsync(
                new()
                {
                    LogGroupName = group,
                    QueryString = query,
                    StartTime = from.ToUnixTimeSeconds(),
                    EndTime = question.To.ToUnixTimeSeconds(),
                    Limit = limit,
                },
                cancellationToken),
            cancellationToken)).QueryId!;
        try
        {
            var read = new AwsCall("logs:GetQueryResults", $"read query {id} of log group {group}", id, $"log group {group}") { OnlyReads = true };
            return new(id, await RowsAsync(client, read, id, cancellationToken));
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new AccountException(
                AccountErrorKind.Unavailable,
                "logs:GetQueryResults",
                id,
                $"Query {id} of log group {group} had not ended when the alert had to go out. Its rows: "
                + $"aws logs get-query-results --region {question.Trigger.Region} --query-id {id}",
                exception);
        }
    }

    private async Task<ImmutableArray<IReadOnlyDictionary<string, string>>> RowsAsync(
        IAmazonCloudWatchLogs client, AwsCall read, string id, CancellationToken cancellationToken)
    {
        var polling = new Polling(time);
        while (true)
        {
            await polling.WaitAsync(cancellationToken);
            var answer = await AwsErrors.AskAsync(
                Service, read, () => client.GetQueryResultsAsync(new() { QueryId = id }, cancellationToken), cancellationToken);
            if (answer.Status == QueryStatus.Complete)
                return [.. (answer.Results ?? []).Select(RowOf)];
            if (answer.Status != QueryStatus.Running && answer.Status != QueryStatus.Scheduled)
                throw new AccountException(AccountErrorKind.Rejected, read.Action, id, $"Could not {read.Doing}: it ended as {AwsErrors.Quote(answer.Status?.Value ?? "nothing")}.");
        }
    }

    private static Dictionary<string, string> RowOf(List<ResultField> fields)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (field is { Field: { } name, Value: { } value })
                row[name] = value;
        }

        return row;
    }
}
