using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Amazon.Athena;
using ScanResponder.Accounts;
using ScanResponder.Evidence;

namespace ScanResponder.Aws.Logs;

/// <summary>Flow logs in S3, through a table of Athena. What the table is made of is asked once.</summary>
/// <param name="accounts">The accounts whose flow logs can be listed.</param>
/// <param name="athena">A client for the Region of the workgroup.</param>
/// <param name="region">That Region.</param>
/// <param name="place">The table.</param>
/// <param name="time">The clock.</param>
internal sealed class AthenaFlowLogs(IAccounts accounts, Lazy<IAmazonAthena> athena, string region, FlowLogPlace.AthenaTable place, TimeProvider time) : IEvidenceSource
{
    private const string Service = "Athena";
    private const string Catalog = "AwsDataCatalog";

    // Rows that are a little old are as good: flow logs come with more delay than this.
    private const int ReuseMinutes = 5;

    private FlowLogTable? _table;

    public string Name => "flow logs";

    public async Task<LogEvidence> LookAsync(LogQuestion question, CancellationToken cancellationToken)
    {
        if (question.Ports.IsEmpty)
            return new LogEvidence.Nothing("The finding names no port, so the flow logs were not asked.");
        var table = _table ??= await DiscoverAsync(cancellationToken);
        if (!table.HasRegion(question.Trigger.Region))
            return new LogEvidence.Nothing($"The table {place.Database}.{place.Table} has no partition of {question.Trigger.Region}: who talked to the ports is not known.");
        if (table.Query(question) is not { } query)
        {
            return new LogEvidence.Nothing(
                $"The table {place.Database}.{place.Table} does not say who sent how many packets to which interface and port; infra/flow-logs-athena.yaml makes one that does.");
        }

        var answer = await RunAsync(question, query.Sql, query.Parameters, cancellationToken);
        var evidence = FlowLogRows.Read(
            $"table {place.Database}.{place.Table}",
            answer,
            table.ReadsAll ? [$"The table {place.Database}.{place.Table} has no partitions by day, so every query reads all of it."] : []);
        return evidence.Counts.IsEmpty && await NotCoveredAsync(question, table, answer.QueryId, cancellationToken) is { } why ? evidence with { Notes = [why] } : evidence;
    }

    /// <summary>Why no rows say nothing; null where a flow log of the instance goes to the table's bucket, or nobody may list them.</summary>
    private async Task<string?> NotCoveredAsync(LogQuestion question, FlowLogTable table, string queryId, CancellationToken cancellationToken)
    {
        if (table.Bucket is not { } bucket || question.Watched is not { IsEmpty: false } watched)
            return null;
        try
        {
            if (await accounts.OpenAsync(question.Trigger.Scope, question.Trigger.Key, cancellationToken) is not IFlowLogDirectory directory
                || (await directory.FlowLogsAsync(watched, cancellationToken)).Any(log => log.Destination?.Split(":::")[^1].Split('/')[0] == bucket))
            {
                return null;
            }
        }
        catch (AccountException)
        {
            return null;
        }

        return $"No flow log of {string.Join(", ", question.VpcIds.IsEmpty ? watched : question.VpcIds)} in {question.Trigger.Region} goes to bucket {bucket}, which table {place.Database}.{place.Table} reads, and query {queryId} "
            + "found nothing of the instance there: who talked to it is not known.";
    }

    private async Task<FlowLogTable> DiscoverAsync(CancellationToken cancellationToken)
    {
        var call = new AwsCall(
            "athena:GetTableMetadata",
            $"look up table {place.Database}.{place.Table}",
            place.Table,
            $"data catalog {Catalog} (and glue:GetDatabase, glue:GetTable and glue:GetPartitions on the table)")
        {
            OnlyReads = true,
        };
        var answer = await AwsErrors.AskAsync(
            Service,
            call,
            () => athena.Value.GetTableMetadataAsync(
                new() { CatalogName = Catalog, DatabaseName = place.Database, TableName = place.Table, WorkGroup = place.Workgroup }, cancellationToken),
            cancellationToken);
        return new(place, answer.TableMetadata!);
    }

    private async Task<QueryRows> RunAsync(LogQuestion question, string sql, List<string> parameters, CancellationToken cancellationToken)
    {
        var start = new AwsCall("athena:StartQueryExecution", $"query table {place.Database}.{place.Table}", place.Table, $"workgroup {place.Workgroup}") { OnlyReads = true };
        var id = (await AwsErrors.AskAsync(
            Service,
            start,
            () => athena.Value.StartQueryExecutionAsync(
                new()
                {
                    ClientRequestToken = Guid.NewGuid().ToString("N"),
                    ExecutionParameters = parameters,
                    QueryExecutionContext = new() { Catalog = Catalog, Database = place.Database },
                    QueryString = $"{sql}\n-- {NameOf(question, parameters)}",
                    ResultReuseConfiguration = new() { ResultReuseByAgeConfiguration = new() { Enabled = true, MaxAgeInMinutes = ReuseMinutes } },
                    WorkGroup = place.Workgroup,
                },
                cancellationToken),
            cancellationToken)).QueryExecutionId!;
        try
        {
            await EndAsync(id, cancellationToken);
            return new(id, await RowsAsync(id, cancellationToken));
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new AccountException(
                AccountErrorKind.Unavailable,
                "athena:GetQueryExecution",
                id,
                $"Athena query {id} on table {place.Database}.{place.Table} had not ended when the alert had to go out. Its rows: "
                + $"aws athena get-query-results --region {region} --query-execution-id {id}",
                exception);
        }
    }

    private async Task EndAsync(string id, CancellationToken cancellationToken)
    {
        var call = Call("athena:GetQueryExecution", $"wait for Athena query {id}", id);
        var polling = new Polling(time);
        while (true)
        {
            await polling.WaitAsync(cancellationToken);
            var status = (await AwsErrors.AskAsync(
                Service, call, () => athena.Value.GetQueryExecutionAsync(new() { QueryExecutionId = id }, cancellationToken), cancellationToken)).QueryExecution!.Status;
            if (status?.State == QueryExecutionState.SUCCEEDED)
                return;
            if (status?.State == QueryExecutionState.QUEUED || status?.State == QueryExecutionState.RUNNING)
                continue;
            throw new AccountException(
                AccountErrorKind.Rejected,
                call.Action,
                id,
                $"Athena query {id} in workgroup {place.Workgroup} ended as {AwsErrors.Quote(status?.State?.Value ?? "nothing")}: "
                + $"{AwsErrors.Quote(status?.StateChangeReason ?? "Athena gives no reason")}. Whether permissions are missing (S3, Glue, KMS) stands in the reason.");
        }
    }

    private async Task<ImmutableArray<IReadOnlyDictionary<string, string>>> RowsAsync(string id, CancellationToken cancellationToken)
    {
        // The limit of the query is less than a page, the header included.
        var set = (await AwsErrors.AskAsync(
            Service,
            Call("athena:GetQueryResults", $"read the rows of Athena query {id}", id),
            () => athena.Value.GetQueryResultsAsync(new() { QueryExecutionId = id, MaxResults = FlowLogRows.Limit + 1 }, cancellationToken),
            cancellationToken)).ResultSet!;
        var rows = (set.Rows ?? []).Select(row => (row.Data ?? []).Select(datum => datum.VarCharValue)).ToList();
        var header = rows.FirstOrDefault()?.Select(name => name ?? "").ToList() ?? [];
        return [.. rows.Skip(1).Select(row => RowOf(header, row))];
    }

    private AwsCall Call(string action, string doing, string id) => new(action, doing, id, $"workgroup {place.Workgroup}") { OnlyReads = true };

    private static Dictionary<string, string> RowOf(List<string> header, IEnumerable<string?> values)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in header.Zip(values))
        {
            if (value is not null)
                row[name] = value;
        }

        return row;
    }

    /// <summary>
    /// A comment that makes the text of the query one of this update of the finding. Athena reuses the rows of the same text, so another attempt at the
    /// same update gets them for nothing, and no other finding does, whatever Athena makes of parameters. A token would do that too, but it would also
    /// replay a query that failed.
    /// </summary>
    private static string NameOf(LogQuestion question, List<string> parameters) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [question.Key, .. parameters]))));
}
