using System.Collections.Immutable;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ScanResponder.Accounts;
using ScanResponder.Findings;
using ScanResponder.Tightening;

namespace ScanResponder.Aws;

/// <summary>
/// A journal in a DynamoDB table with the string partition key <c>pk</c> and the TTL attribute <c>expiresAt</c>. A finding has one item, and so has
/// each group that was changed. Every write is one conditional UpdateItem, so it needs no more than <c>dynamodb:UpdateItem</c> and
/// <c>dynamodb:GetItem</c>.
/// </summary>
/// <param name="dynamo">A client for the table's Region.</param>
/// <param name="table">The table's name.</param>
public sealed class DynamoDbJournal(IAmazonDynamoDB dynamo, string table) : IJournal
{
    /// <summary>How long an item is kept. GuardDuty keeps findings as long.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    // An item holds 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html. The item of a group has an
    // attribute for each finding that changed it, so there one may take but a small part.
    private const int MostBytesOfFinding = 350_000;
    private const int MostBytesOfClosing = 16_000;

    private const string ByLead = "by:";

    /// <inheritdoc/>
    public async Task<Turn> TakeUpAsync(Finding finding, Attempt attempt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var update = JournalText.UpdateOf(finding);
        var request = Update(KeyOf(finding), now);
        request.UpdateExpression = "SET holder = :me, heldUntil = :until, openUpdate = :update, expiresAt = :expires";
        request.ConditionExpression = "(attribute_not_exists(answeredUpdate) OR answeredUpdate < :update) "
            + "AND (attribute_not_exists(holder) OR holder = :me OR heldUntil <= :now)";
        request.ExpressionAttributeValues[":me"] = new(attempt.Id);
        request.ExpressionAttributeValues[":until"] = Milliseconds(attempt.Deadline);
        request.ExpressionAttributeValues[":update"] = new(update);
        request.ExpressionAttributeValues[":now"] = Milliseconds(now);
        request.ReturnValues = ReturnValue.ALL_NEW;
        request.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        try
        {
            var response = await AskAsync("take finding up", () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);
            return new Turn.Taken(EntryOf(response.Attributes));
        }
        catch (ConditionalCheckFailedException refused)
        {
            var item = refused.Item ?? [];
            return string.CompareOrdinal(Text(item, "answeredUpdate"), update) >= 0
                ? new Turn.Answered(Time(item, "alertedAt"))
                : new Turn.Held(
                    Text(item, "holder") ?? "of another function",
                    Time(item, "heldUntil") ?? now,
                    string.CompareOrdinal(Text(item, "openUpdate"), update) >= 0);
        }
    }

    /// <inheritdoc/>
    public async Task NoteAsync(
        Finding finding, Attempt attempt, ImmutableArray<RuleChange> changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (text, cut) = JournalText.Write(changes, MostBytesOfFinding);
        var request = Update(KeyOf(finding), now);
        request.UpdateExpression = "SET changes = :changes, cut = :cut, expiresAt = :expires";
        request.ConditionExpression = "holder = :me";
        request.ExpressionAttributeValues[":me"] = new(attempt.Id);
        request.ExpressionAttributeValues[":changes"] = new(text);
        request.ExpressionAttributeValues[":cut"] = Number(cut);
        var own = HeldAsync(finding, "note the changes for finding", request, cancellationToken);
        await Task.WhenAll(
        [
            own,
            .. changes.GroupBy(change => change.GroupId)
                .Select(group => NoteClosingAsync(finding, attempt, group.Key, [.. group], now, cancellationToken)),
        ]);
    }

    /// <inheritdoc/>
    public async Task CloseAsync(Finding finding, Attempt attempt, PastAlert? alert, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var request = Update(KeyOf(finding), now);
        var told = alert is null ? "" : ", alertedAt = :at, alertedVerdict = :verdict, alertedPorts = :ports, alertedSeverity = :severity";
        request.UpdateExpression =
            $"SET answeredUpdate = :update, answeredBy = :me, expiresAt = :expires{told} REMOVE holder, heldUntil, openUpdate, changes, cut";

        // The second half lets a write through that is repeated because its answer was lost.
        request.ConditionExpression = "holder = :me OR (attribute_not_exists(holder) AND answeredBy = :me)";
        request.ExpressionAttributeValues[":me"] = new(attempt.Id);
        request.ExpressionAttributeValues[":update"] = new(JournalText.UpdateOf(finding));
        if (alert is not null)
        {
            request.ExpressionAttributeValues[":at"] = Milliseconds(alert.At);
            request.ExpressionAttributeValues[":verdict"] = new(alert.Verdict.ToString());
            request.ExpressionAttributeValues[":ports"] = new(string.Join(",", alert.Ports));
            request.ExpressionAttributeValues[":severity"] = new() { N = alert.Severity.ToString(CultureInfo.InvariantCulture) };
        }

        await HeldAsync(finding, "note the answer to finding", request, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Closing>> ClosingsAsync(
        Finding finding, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        var items = await Task.WhenAll(groupIds.Distinct().Select(id => AskAsync(
            "look up who changed a group",
            () => dynamo.GetItemAsync(
                new() { TableName = table, Key = KeyOf(finding, id), ConsistentRead = true }, cancellationToken),
            cancellationToken)));
        return [.. items.SelectMany(response => response.Item ?? []).Select(ClosingOf).OfType<Closing>()];
    }

    /// <summary>
    /// One attribute for each finding: many that share a group write to its item in the same second, and none may erase another's. Only the holder of
    /// the finding writes its attribute; an attempt that was overtaken without knowing is told by its beginning.
    /// </summary>
    private Task NoteClosingAsync(
        Finding finding, Attempt attempt, string groupId, List<RuleChange> changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var nothing = changes.TrueForAll(change => change.Status is not (ChangeStatus.Planned or ChangeStatus.Done));
        var (text, cut) = JournalText.Write(changes, MostBytesOfClosing);
        var request = Update(KeyOf(finding, groupId), now);
        request.ExpressionAttributeNames = new() { ["#by"] = ByLead + finding.Id, ["#since"] = "since:" + finding.Id };
        request.UpdateExpression = nothing ? "SET expiresAt = :expires, #since = :since REMOVE #by" : "SET expiresAt = :expires, #since = :since, #by = :by";
        request.ConditionExpression = "attribute_not_exists(#since) OR #since <= :since";
        request.ExpressionAttributeValues[":since"] = Milliseconds(attempt.Begun);
        if (!nothing)
        {
            request.ExpressionAttributeValues[":by"] = new()
            {
                M = new() { ["at"] = Milliseconds(now), ["changes"] = cut == 0 ? new(text) : new() { NULL = true } },
            };
        }

        return WriteAsync();

        async Task WriteAsync()
        {
            try
            {
                await AskAsync($"note the changes of {groupId}", () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);
            }
            catch (ConditionalCheckFailedException)
            {
                // A later attempt has written it.
            }
        }
    }

    private async Task HeldAsync(Finding finding, string doing, UpdateItemRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(doing, () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);
        }
        catch (ConditionalCheckFailedException refused)
        {
            throw new LeaseLostException($"Another invocation has taken finding {finding.Id} over.", refused);
        }
    }

    private UpdateItemRequest Update(Dictionary<string, AttributeValue> key, DateTimeOffset now) => new()
    {
        TableName = table,
        Key = key,
        ExpressionAttributeValues = new() { [":expires"] = Number((now + Kept).ToUnixTimeSeconds()) },
    };

    private async Task<T> AskAsync<T>(string doing, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (ConditionalCheckFailedException)
        {
            throw;
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            throw new JournalException($"Could not {doing} in table {table}: {AwsErrors.Answer("DynamoDB", error)}. {Advice(error)}".TrimEnd(), error);
        }
    }

    private string Advice(Exception error) => error switch
    {
        ResourceNotFoundException => "Check RESPONDER_JOURNAL_TABLE and the Region of the table.",
        AmazonServiceException answer when AwsErrors.LacksPermission(answer.ErrorCode) =>
            $"Grant dynamodb:UpdateItem and dynamodb:GetItem on table/{table} to the function's role.",
        _ => "",
    };

    private static JournalEntry EntryOf(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return new(
                Text(item, "changes") is { } changes ? JournalText.Read(changes) : [],
                (int)(Number(item, "cut") ?? 0),
                AlertOf(item));
        }
        catch (Exception error) when (error is FormatException or ArgumentException or OverflowException)
        {
            throw new JournalException($"The journal's entry cannot be read: {error.Message}", error);
        }
    }

    private static PastAlert? AlertOf(Dictionary<string, AttributeValue> item) =>
        Time(item, "alertedAt") is { } at && Enum.TryParse<Verdict>(Text(item, "alertedVerdict"), out var verdict)
            ? new(
                at,
                verdict,
                [.. (Text(item, "alertedPorts") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(port => int.Parse(port, CultureInfo.InvariantCulture))],
                double.Parse(item.GetValueOrDefault("alertedSeverity")?.N ?? "", CultureInfo.InvariantCulture))
            : null;

    private static Closing? ClosingOf(KeyValuePair<string, AttributeValue> attribute)
    {
        if (!attribute.Key.StartsWith(ByLead, StringComparison.Ordinal) || attribute.Value.M is not { } map || Time(map, "at") is not { } at)
            return null;
        try
        {
            return new(attribute.Key[ByLead.Length..], at, Text(map, "changes") is { } changes ? JournalText.Read(changes) : null);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Dictionary<string, AttributeValue> KeyOf(Finding finding) =>
        new() { ["pk"] = new($"finding#{finding.AccountId}#{finding.Region}#{finding.Id}") };

    private static Dictionary<string, AttributeValue> KeyOf(Finding finding, string groupId) =>
        new() { ["pk"] = new($"group#{finding.AccountId}#{finding.Region}#{groupId}") };

    private static AttributeValue Milliseconds(DateTimeOffset time) => Number(time.ToUnixTimeMilliseconds());

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    private static string? Text(Dictionary<string, AttributeValue> item, string name) => item.GetValueOrDefault(name)?.S;

    private static long? Number(Dictionary<string, AttributeValue> item, string name) =>
        long.TryParse(item.GetValueOrDefault(name)?.N, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static DateTimeOffset? Time(Dictionary<string, AttributeValue> item, string name) =>
        Number(item, name) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
