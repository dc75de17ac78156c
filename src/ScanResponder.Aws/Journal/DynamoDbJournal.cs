using System.Collections.Immutable;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ScanResponder.Journal;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Aws.Journal;

/// <summary>
/// A journal in a DynamoDB table with the string partition key <c>pk</c> and the TTL attribute <c>expiresAt</c>. A trigger has one item, and so has
/// each group that was changed, each group in which somebody keeps something open, and each alert that people may decide about. Every write is one conditional UpdateItem, so it needs no more than <c>dynamodb:UpdateItem</c> and
/// <c>dynamodb:GetItem</c>.
/// </summary>
/// <param name="dynamo">A client for the table's Region.</param>
/// <param name="table">The table's name.</param>
public sealed class DynamoDbJournal(IAmazonDynamoDB dynamo, string table) : IJournal, IJournalHistory
{
    /// <summary>How long an item is kept. GuardDuty keeps findings as long.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    // An item holds 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html. Of a group's item a third is for what
    // is under way; JournalFormat bounds the rest.
    private const int MostBytesOfTrigger = 350_000;
    private const int MostBytesOfPlan = 130_000;

    // Of an alert's item the most is the event, which EventBridge bounds to 256 KB.
    private const int MostBytesOfShown = 90_000;

    // No invocation lives longer than 15 minutes, so a lease that ends later was not written by one.
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(1);

    private const string IsFree = "(attribute_not_exists(holder) OR holder = :me OR heldUntil <= :now OR heldUntil > :farthest)";

    /// <inheritdoc/>
    public async Task<Claim> ClaimAsync(AwsScope scope, TriggerKey trigger, Lease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var request = Claiming(KeyOf(scope, trigger), lease, now);
        request.UpdateExpression = $"SET holder = :me, heldUntil = :until, openRevision = :revision, expiresAt = :expires{(lease.Event is null ? "" : ", openEvent = :event")}";
        if (lease.Event is { } digest)
            request.ExpressionAttributeValues[":event"] = new(digest);
        request.ConditionExpression = $"(attribute_not_exists(answeredRevision) OR answeredRevision < :revision) AND {IsFree}";
        request.ExpressionAttributeValues[":revision"] = new(trigger.Revision);

        // The item as it was: whoever died over the trigger before has left there until when it had it.
        request.ReturnValues = ReturnValue.ALL_OLD;
        try
        {
            var response = await AskAsync("claim finding", () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);
            return new Claim.Granted(EntryOf(response.Attributes ?? []));
        }
        catch (ConditionalCheckFailedException refused)
        {
            var item = refused.Item ?? [];
            if (Text(item, "answeredRevision") is { } answered && string.CompareOrdinal(answered, trigger.Revision) >= 0)
                return new Claim.Answered(Time(item, "alertedAt")) { Revision = answered, Alert = EntryOf(item).LastAlert };
            if (Text(item, "holder") is { } holder && Time(item, "heldUntil") is { } until && Text(item, "openRevision") is { } open)
                return new Claim.Held(holder, until, lease.IsForEvent(Text(item, "openEvent")) && string.CompareOrdinal(open, trigger.Revision) >= 0);
        }

        // What stands there is none of what this function writes, so it counts as nothing and makes room.
        request.ConditionExpression = null;
        request.ReturnValues = ReturnValue.NONE;
        request.UpdateExpression += " REMOVE answeredRevision, answeredBy, alertedAt, alertedVerdict, alertedPorts, alertedSeverity, alertedRules, alertedAbout, changes, cut";
        request.ExpressionAttributeValues.Remove(":now");
        request.ExpressionAttributeValues.Remove(":farthest");
        await AskAsync("claim finding", () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);
        return new Claim.Granted(JournalEntry.New with { Unreadable = "its lease and its revision are not of this version" });
    }

    /// <inheritdoc/>
    public async Task RecordAsync(
        AwsScope scope, TriggerKey trigger, Lease lease, ImmutableArray<RuleChange> changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (text, cut) = JournalFormat.Write(changes, MostBytesOfTrigger);
        var request = Update(KeyOf(scope, trigger), now);
        request.UpdateExpression = "SET changes = :changes, cut = :cut, expiresAt = :expires";
        request.ConditionExpression = "holder = :me";
        request.ExpressionAttributeValues[":me"] = new(lease.Holder);
        request.ExpressionAttributeValues[":changes"] = new(text);
        request.ExpressionAttributeValues[":cut"] = Number(cut);
        await HeldAsync(trigger, "record the changes for finding", request, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<GroupClaim> ClaimGroupAsync(
        AwsScope scope,
        string groupId,
        TriggerKey trigger,
        Lease lease,
        ImmutableArray<RuleChange> planned,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var request = Claiming(KeyOf(scope, groupId), lease, now);
        request.UpdateExpression = "SET holder = :me, heldUntil = :until, heldFor = :trigger, planned = :planned, plannedAt = :now, expiresAt = :expires";
        request.ConditionExpression = $"{IsFree} AND (attribute_not_exists(plannedAt) OR attribute_not_exists(heldFor) OR heldFor = :trigger)";
        request.ExpressionAttributeValues[":trigger"] = new(trigger.Id);
        request.ExpressionAttributeValues[":planned"] = new(JournalFormat.Write(planned, MostBytesOfPlan).Text);
        request.ReturnValues = ReturnValue.ALL_OLD;
        try
        {
            var response = await AskAsync($"claim {groupId}", () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);
            var old = response.Attributes ?? [];

            // A write that is repeated because its answer was lost finds itself.
            return new GroupClaim.Granted(RecordsOf(old), Time(old, "changedAt")) { Left = Under(old) is { } left && left.At != Time(request.ExpressionAttributeValues, ":now") ? left : null };
        }
        catch (ConditionalCheckFailedException refused)
        {
            var item = refused.Item ?? [];
            var isHeld = Time(item, "heldUntil") is { } until && until > now && until <= now + LongestLease;
            return !isHeld && Under(item) is { } left
                ? await TakeOverAsync(groupId, Claiming(KeyOf(scope, groupId), lease, now), trigger, item, left, now, cancellationToken)
                : HeldBy(item, now);
        }
    }

    /// <summary>
    /// Claims a group that somebody died over. What that one was about to do is kept with what was changed before, by the same write: this lease's holder may die too.
    /// </summary>
    private async Task<GroupClaim> TakeOverAsync(
        string groupId, UpdateItemRequest request, TriggerKey trigger, Dictionary<string, AttributeValue> item, RecordedChange left, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ImmutableArray<RecordedChange> records = [.. RecordsOf(item).Where(record => record.TriggerId != left.TriggerId), left.After(RecordsOf(item))];
        request.UpdateExpression = "SET holder = :me, heldUntil = :until, heldFor = :trigger, records = :records, changedAt = :now, expiresAt = :expires REMOVE planned, plannedAt";
        request.ConditionExpression = $"{IsFree} AND heldFor = :left AND plannedAt = :leftAt";
        request.ExpressionAttributeValues[":trigger"] = new(trigger.Id);
        request.ExpressionAttributeValues[":records"] = new(JournalFormat.Write(records, now - Kept));
        request.ExpressionAttributeValues[":left"] = item["heldFor"];
        request.ExpressionAttributeValues[":leftAt"] = item["plannedAt"];
        try
        {
            await AskAsync($"claim {groupId}", () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);
            return new GroupClaim.Granted(records, now) { TakenOver = true };
        }
        catch (ConditionalCheckFailedException refused)
        {
            // Somebody else was faster; or the answer to this very write was lost.
            return Text(refused.Item ?? [], "holder") == request.ExpressionAttributeValues[":me"].S
                ? new GroupClaim.Granted(records, now) { TakenOver = true }
                : HeldBy(refused.Item ?? [], now);
        }
    }

    private static GroupClaim.Held HeldBy(Dictionary<string, AttributeValue> item, DateTimeOffset now) =>
        new(Text(item, "heldFor") ?? "", Text(item, "holder") ?? "", Time(item, "heldUntil") ?? now);

    /// <inheritdoc/>
    public async Task ReleaseGroupAsync(
        AwsScope scope,
        string groupId,
        TriggerKey trigger,
        Lease lease,
        ImmutableArray<RecordedChange> records,
        RecordedChange? unfinished,
        bool edited,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var request = Update(KeyOf(scope, groupId), now);
        List<string> set = ["records = :records", "expiresAt = :expires"];
        List<string> remove = ["holder", "heldUntil"];
        request.ExpressionAttributeValues[":me"] = new(lease.Holder);
        request.ExpressionAttributeValues[":records"] = new(JournalFormat.Write(records, now - Kept));
        if (edited)
        {
            set.Add("changedAt = :now");
            request.ExpressionAttributeValues[":now"] = Milliseconds(now);
        }

        if (unfinished is null)
        {
            remove.AddRange(["heldFor", "planned", "plannedAt"]);
        }
        else
        {
            set.AddRange(["planned = :planned", "plannedAt = :at"]);
            request.ExpressionAttributeValues[":planned"] = unfinished.Changes is { } changes ? new(JournalFormat.Write(changes, MostBytesOfPlan).Text) : new() { NULL = true };
            request.ExpressionAttributeValues[":at"] = Milliseconds(unfinished.At);
        }

        request.UpdateExpression = $"SET {string.Join(", ", set)} REMOVE {string.Join(", ", remove)}";
        request.ConditionExpression = "holder = :me";
        try
        {
            await AskAsync($"release {groupId}", () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);
        }
        catch (ConditionalCheckFailedException)
        {
            // Another lease has it, and has found what was planned; or the answer to this very write was lost.
        }
    }

    /// <inheritdoc/>
    public async Task CloseAsync(AwsScope scope, TriggerKey trigger, Lease lease, PastAlert? alert, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var request = Update(KeyOf(scope, trigger), now);
        var told = alert is null ? "" : ", alertedAt = :at, alertedVerdict = :verdict, alertedPorts = :ports, alertedSeverity = :severity, alertedRules = :rules, alertedAbout = :about";
        request.UpdateExpression =
            $"SET answeredRevision = :revision, answeredBy = :me, expiresAt = :expires{told} REMOVE holder, heldUntil, openRevision, openEvent, changes, cut";

        // The second half lets a write through that is repeated because its answer was lost.
        request.ConditionExpression = "holder = :me OR (attribute_not_exists(holder) AND answeredBy = :me)";
        request.ExpressionAttributeValues[":me"] = new(lease.Holder);
        request.ExpressionAttributeValues[":revision"] = new(trigger.Revision);
        if (alert is not null)
        {
            request.ExpressionAttributeValues[":at"] = Milliseconds(alert.At);
            request.ExpressionAttributeValues[":verdict"] = new(alert.Verdict.ToString());
            request.ExpressionAttributeValues[":ports"] = new(string.Join(",", alert.Ports));
            request.ExpressionAttributeValues[":rules"] = new(alert.Rules);
            request.ExpressionAttributeValues[":about"] = new(alert.About);
            request.ExpressionAttributeValues[":severity"] = new() { N = alert.Severity.ToString(CultureInfo.InvariantCulture) };
        }

        await HeldAsync(trigger, "record the answer to finding", request, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<RecordedChange>> RecordedChangesAsync(
        AwsScope scope, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        var items = await Task.WhenAll(groupIds.Distinct().Select(id => GetAsync("look up who changed a group", KeyOf(scope, id), cancellationToken)));
        return
        [
            .. items.Select(response => response.Item ?? []).SelectMany(item => Under(item) is { } under
                ? RecordsOf(item).Where(record => record.TriggerId != under.TriggerId).Append(under.After(RecordsOf(item)))
                : RecordsOf(item)),
        ];
    }

    /// <inheritdoc/>
    public async Task RememberAsync(
        AwsScope scope,
        string triggerId,
        string? origin,
        ImmutableArray<string> groupIds,
        Asked? asked,
        PersonDecision? decision,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var request = Update(KeyOf("finding", scope, triggerId), now);
        var (set, add) = ("expiresAt = :expires", "");
        if (origin is not null)
            Set("origin", new(origin));
        if (asked is not null && JournalFormat.Write(asked.Shown, MostBytesOfShown) is { Cut: 0, Text: var shown })
        {
            Set("askedAt", Milliseconds(asked.At));
            Set("shown", new(shown));
        }

        if (decision is not null)
        {
            set += ", decisions = list_append(if_not_exists(decisions, :none), :decision)";
            request.ExpressionAttributeValues[":none"] = new() { L = [], IsLSet = true };
            request.ExpressionAttributeValues[":decision"] = new() { L = [new(JournalFormat.Write(decision))] };
        }

        if (!groupIds.IsEmpty)
        {
            add = " ADD groupIds :groups";
            request.ExpressionAttributeValues[":groups"] = new([.. groupIds]);
        }

        request.UpdateExpression = $"SET {set}{add}";
        await AskAsync($"remember {triggerId}", () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);

        void Set(string name, AttributeValue value)
        {
            set += $", {name} = :{name}";
            request.ExpressionAttributeValues[$":{name}"] = value;
        }
    }

    /// <inheritdoc/>
    public async Task<Remembered?> RecallAsync(AwsScope scope, string triggerId, CancellationToken cancellationToken)
    {
        var item = (await GetAsync($"recall {triggerId}", KeyOf("finding", scope, triggerId), cancellationToken)).Item ?? [];
        return Text(item, "origin") is { } origin ? new(origin, GroupIdsOf(item), AskedOf(item), DecisionsOf(item)) : null;
    }

    /// <inheritdoc/>
    public async Task KeepOpenAsync(AwsScope scope, string groupId, ImmutableArray<KeptOpen> kept, CancellationToken cancellationToken)
    {
        // What is kept open for good has no end; the rest may go when all of it is over.
        var request = new UpdateItemRequest
        {
            TableName = table,
            Key = KeyOf("kept", scope, groupId),
            UpdateExpression = "SET kept = :kept REMOVE expiresAt",
            ExpressionAttributeValues = new() { [":kept"] = new(JournalFormat.Write(kept)) },
        };
        if (kept.All(one => one.Until is not null))
        {
            request.UpdateExpression = "SET kept = :kept, expiresAt = :expires";
            request.ExpressionAttributeValues[":expires"] = Number(kept.Select(one => one.Until!.Value.ToUnixTimeSeconds()).DefaultIfEmpty().Max());
        }

        await AskAsync($"keep {groupId} open", () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<KeptOpen>> KeptOpenAsync(AwsScope scope, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        var items = await Task.WhenAll(groupIds.Distinct().Select(id => GetAsync("look up what is kept open", KeyOf("kept", scope, id), cancellationToken)));
        return [.. items.SelectMany(response => KeptOf(response.Item ?? []))];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<FindingHistory>> HistoryAsync(CancellationToken cancellationToken)
    {
        var changes = new List<(string AccountId, string Region, RecordedChange Record)>();
        var decisions = new Dictionary<(string AccountId, string Region, string TriggerId), ImmutableArray<PersonDecision>>();
        var request = new ScanRequest { TableName = table, ConsistentRead = true };
        do
        {
            var page = await AskAsync("look through", () => dynamo.ScanAsync(request, cancellationToken), cancellationToken);
            foreach (var item in page.Items ?? [])
            {
                switch (Text(item, "pk")?.Split('#', 4))
                {
                    case ["group", var accountId, var region, _]:
                        changes.AddRange(RecordsOf(item).Select(record => (accountId, region, record)));
                        break;
                    case ["finding", var accountId, var region, var id]:
                        decisions[(accountId, region, id)] = DecisionsOf(item);
                        break;
                }
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        var byTrigger = changes.ToLookup(change => (change.AccountId, change.Region, change.Record.TriggerId), change => change.Record);
        return
        [
            .. byTrigger.Select(group => group.Key).Union(decisions.Where(entry => !entry.Value.IsEmpty).Select(entry => entry.Key)).Select(key => new FindingHistory(
                AwsScope.Of(key.AccountId, key.Region), key.TriggerId, [.. byTrigger[key].OrderBy(record => record.At)], decisions.GetValueOrDefault(key, []))),
        ];
    }

    private Task<GetItemResponse> GetAsync(string doing, Dictionary<string, AttributeValue> key, CancellationToken cancellationToken) => AskAsync(
        doing, () => dynamo.GetItemAsync(new() { TableName = table, Key = key, ConsistentRead = true }, cancellationToken), cancellationToken);

    private async Task HeldAsync(TriggerKey trigger, string doing, UpdateItemRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(doing, () => dynamo.UpdateItemAsync(request, cancellationToken), cancellationToken);
        }
        catch (ConditionalCheckFailedException refused)
        {
            throw new LeaseLostException($"Another invocation has taken over finding {trigger.Id}.", refused);
        }
    }

    private UpdateItemRequest Claiming(Dictionary<string, AttributeValue> key, Lease lease, DateTimeOffset now)
    {
        var request = Update(key, now);
        request.ExpressionAttributeValues[":me"] = new(lease.Holder);
        request.ExpressionAttributeValues[":until"] = Milliseconds(lease.Until);
        request.ExpressionAttributeValues[":now"] = Milliseconds(now);
        request.ExpressionAttributeValues[":farthest"] = Milliseconds(now + LongestLease);
        request.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        return request;
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
        AmazonServiceException answer when AwsErrors.LacksPermission(answer.ErrorCode) && answer.Message.Contains("dynamodb:Scan", StringComparison.Ordinal) =>
            $"Grant dynamodb:Scan on table/{table} to whoever looks at the history.",
        AmazonServiceException answer when AwsErrors.LacksPermission(answer.ErrorCode) =>
            $"Grant dynamodb:UpdateItem and dynamodb:GetItem on table/{table} to the function's role.",
        _ => "",
    };

    /// <summary>What the item tells; what cannot be read of it counts as nothing.</summary>
    private static JournalEntry EntryOf(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return new(Text(item, "changes") is { } changes ? JournalFormat.Read(changes) : [], (int)(Number(item, "cut") ?? 0), AlertOf(item)) { HeldUntil = Time(item, "heldUntil") };
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return JournalEntry.New with { Unreadable = error.Message.TrimEnd('.') };
        }
    }

    private static PastAlert? AlertOf(Dictionary<string, AttributeValue> item)
    {
        if (!item.ContainsKey("alertedAt"))
            return null;
        var ports = (Text(item, "alertedPorts") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        return Enum.TryParse<Verdict>(Text(item, "alertedVerdict"), out var verdict) && Enum.IsDefined(verdict)
            ? new(
                Time(item, "alertedAt") ?? throw new FormatException("alertedAt is no time in milliseconds"),
                verdict,
                [.. ports.Select(port => int.Parse(port, CultureInfo.InvariantCulture))],
                double.Parse(item.GetValueOrDefault("alertedSeverity")?.N ?? "", CultureInfo.InvariantCulture))
            { Rules = Text(item, "alertedRules") ?? "", About = Text(item, "alertedAbout") ?? "" }
            : throw new FormatException($"alertedVerdict is '{Text(item, "alertedVerdict")}'");
    }

    /// <summary>What somebody is about to do to the group, or died over.</summary>
    private static RecordedChange? Under(Dictionary<string, AttributeValue> item)
    {
        if (Text(item, "heldFor") is not { } trigger || Time(item, "plannedAt") is not { } at)
            return null;
        try
        {
            return new(trigger, at, Text(item, "planned") is { } planned ? JournalFormat.Read(planned) : null);
        }
        catch (FormatException)
        {
            return new(trigger, at, null);
        }
    }

    private static ImmutableArray<RecordedChange> RecordsOf(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return Text(item, "records") is { } records ? JournalFormat.ReadRecords(records) : [];
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static ImmutableArray<string> GroupIdsOf(Dictionary<string, AttributeValue> item) =>
        [.. (item.GetValueOrDefault("groupIds")?.SS ?? []).Order(StringComparer.Ordinal)];

    private static Asked? AskedOf(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return Time(item, "askedAt") is { } at && Text(item, "shown") is { } shown ? new(at, JournalFormat.Read(shown)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static ImmutableArray<PersonDecision> DecisionsOf(Dictionary<string, AttributeValue> item)
    {
        var decisions = ImmutableArray.CreateBuilder<PersonDecision>();
        foreach (var written in item.GetValueOrDefault("decisions")?.L ?? [])
        {
            try
            {
                decisions.Add(JournalFormat.ReadDecision(written.S ?? ""));
            }
            catch (FormatException)
            {
                // Of another version; the others count.
            }
        }

        return decisions.ToImmutable();
    }

    private static ImmutableArray<KeptOpen> KeptOf(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return Text(item, "kept") is { } kept ? JournalFormat.ReadKept(kept) : [];
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static Dictionary<string, AttributeValue> KeyOf(string kind, AwsScope scope, string id) => new() { ["pk"] = new($"{kind}#{scope.AccountId}#{scope.Region}#{id}") };

    private static Dictionary<string, AttributeValue> KeyOf(AwsScope scope, TriggerKey trigger) =>
        new() { ["pk"] = new($"trigger#{trigger.Source}#{scope.AccountId}#{scope.Region}#{trigger.Id}") };

    private static Dictionary<string, AttributeValue> KeyOf(AwsScope scope, string groupId) => KeyOf("group", scope, groupId);

    private static AttributeValue Milliseconds(DateTimeOffset time) => Number(time.ToUnixTimeMilliseconds());

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    private static string? Text(Dictionary<string, AttributeValue> item, string name) => item.GetValueOrDefault(name)?.S;

    private static long? Number(Dictionary<string, AttributeValue> item, string name) =>
        long.TryParse(item.GetValueOrDefault(name)?.N, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static DateTimeOffset? Time(Dictionary<string, AttributeValue> item, string name)
    {
        try
        {
            return Number(item, name) is { } milliseconds ? JournalFormat.Time(milliseconds) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
