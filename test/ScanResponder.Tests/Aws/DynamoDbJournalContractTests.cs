using System.Collections.Immutable;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ScanResponder.Aws.Journal;
using ScanResponder.Journal;
using ScanResponder.Tests.Accounts;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Aws;

public sealed class DynamoDbJournalContractTests(MotoServer moto) : JournalContract
{
    [Theory]
    [InlineData("changes", "[7]")]
    [InlineData("changes", """{"v":1,"c":[]}""")]
    [InlineData("changes", """{"v":2,"c":[{"a":"authorize","g":"sg-1","p":"tcp","f":70000,"t":-5,"s":"0.0.0.0/0","x":"done"}]}""")]
    [InlineData("alertedPorts", "22,99999999999")]
    [InlineData("alertedPorts", "ssh")]
    [InlineData("alertedSeverity", "high")]
    [InlineData("alertedVerdict", "17")]
    public async Task An_entry_that_cannot_be_read_counts_as_none_and_says_so(string attribute, string value)
    {
        var (dynamo, table) = await TableAsync();
        var item = Item();
        item[attribute] = new(value);
        await dynamo.PutItemAsync(new PutItemRequest(table, item), Token);

        var granted = Assert.IsType<Claim.Granted>(await ClaimAsync(dynamo, table));

        Assert.NotNull(granted.Entry.Unreadable);
        Assert.Empty(granted.Entry.Changes);
        Assert.Null(granted.Entry.LastAlert);
    }

    [Theory]
    [InlineData("99999999999999")]
    [InlineData("100000000000000")]
    public async Task A_lease_of_the_far_future_is_none(string until)
    {
        var (dynamo, table) = await TableAsync();
        var item = Item();
        (item["holder"], item["heldUntil"], item["openRevision"]) = (new("another"), new() { N = until }, new("2026"));
        await dynamo.PutItemAsync(new PutItemRequest(table, item), Token);

        Assert.IsType<Claim.Granted>(await ClaimAsync(dynamo, table));
    }

    [Fact]
    public async Task A_lease_without_an_end_counts_as_none_and_says_so()
    {
        var (dynamo, table) = await TableAsync();
        var item = Item();
        item["holder"] = new("another");
        await dynamo.PutItemAsync(new PutItemRequest(table, item), Token);

        Assert.NotNull(Assert.IsType<Claim.Granted>(await ClaimAsync(dynamo, table)).Entry.Unreadable);
        Assert.Null(Assert.IsType<Claim.Granted>(await ClaimAsync(dynamo, table)).Entry.Unreadable);
    }

    [Fact]
    public async Task A_group_is_taken_over_once_though_the_write_is_repeated_because_its_answer_was_lost()
    {
        var (dynamo, table) = await TableAsync();
        var (scope, now) = (new AwsScope("aws", "123456789012", "eu-west-1"), new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero));
        ImmutableArray<RuleChange> planned = [RuleChange.Of(RuleParser.Rule("sg-1", "sgr-1", "tcp 22 from 0.0.0.0/0"))];
        var journal = new DynamoDbJournal(dynamo, table);
        await TakeAsync(journal, "dead", now.AddHours(-1));

        using var repeated = new RepeatedWrites(dynamo);
        var granted = await TakeAsync(new DynamoDbJournal(repeated, table), "next", now);

        Assert.True(granted.TakenOver);
        Assert.Equal(["dead"], granted.Earlier.Select(record => record.TriggerId));
        Assert.Equal(["dead"], (await journal.RecordedChangesAsync(scope, ["sg-1"], Token)).Select(record => record.TriggerId));

        async Task<GroupClaim.Granted> TakeAsync(DynamoDbJournal journal, string id, DateTimeOffset at) => Assert.IsType<GroupClaim.Granted>(
            await journal.ClaimGroupAsync(scope, "sg-1", new("guardduty", id, "2026"), new($"invocation-1/{id}", at, at.AddMinutes(1)), planned, at, Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<Claim> ClaimAsync(IAmazonDynamoDB dynamo, string table)
    {
        var now = new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
        return new DynamoDbJournal(dynamo, table).ClaimAsync(
            new("aws", "123456789012", "eu-west-1"), new("guardduty", "f", "2026"), new("invocation-1", now, now.AddMinutes(1)), now, Token);
    }

    private static Dictionary<string, AttributeValue> Item() => new()
    {
        ["pk"] = new("trigger#guardduty#123456789012#eu-west-1#f"),
        ["alertedAt"] = new() { N = "1763625600000" },
        ["alertedVerdict"] = new("Tightened"),
        ["alertedPorts"] = new("22"),
        ["alertedSeverity"] = new() { N = "5" },
    };

    protected override async Task<IJournal> ArrangeAsync()
    {
        var (dynamo, table) = await TableAsync();
        return new DynamoDbJournal(dynamo, table);
    }

    private async Task<(AmazonDynamoDBClient Dynamo, string Table)> TableAsync()
    {
        var dynamo = await moto.DynamoAsync();
        var table = $"journal-{Guid.NewGuid()}";
        await dynamo.CreateTableAsync(
            new CreateTableRequest(table, [new KeySchemaElement("pk", KeyType.HASH)])
            {
                AttributeDefinitions = [new AttributeDefinition("pk", ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            TestContext.Current.CancellationToken);
        return (dynamo, table);
    }

    /// <summary>Writes twice, as the SDK does where the first answer is lost, and tells what came of the second time.</summary>
    private sealed class RepeatedWrites(AmazonDynamoDBClient target) : AmazonDynamoDBClient(new AnonymousAWSCredentials(), (AmazonDynamoDBConfig)target.Config)
    {
        public override async Task<UpdateItemResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken = default)
        {
            await target.UpdateItemAsync(request, cancellationToken);
            return await target.UpdateItemAsync(request, cancellationToken);
        }
    }
}
