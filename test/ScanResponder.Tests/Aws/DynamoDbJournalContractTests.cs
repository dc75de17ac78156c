using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ScanResponder.Accounts;
using ScanResponder.Aws;
using ScanResponder.Findings;
using ScanResponder.Journal;
using ScanResponder.Tests.Accounts;

namespace ScanResponder.Tests.Aws;

public sealed class DynamoDbJournalContractTests(MotoServer moto) : JournalContract
{
    [Theory]
    [InlineData("changes", "[7]")]
    [InlineData("changes", """[{"a":0,"g":"sg-1","p":"tcp","f":70000,"t":-5,"s":"0.0.0.0/0","x":0}]""")]
    [InlineData("alertedPorts", "22,99999999999")]
    [InlineData("alertedPorts", "ssh")]
    [InlineData("alertedSeverity", "high")]
    public async Task An_entry_that_cannot_be_read_is_the_journals_error_and_nothing_worse(string attribute, string value)
    {
        var (dynamo, table) = await TableAsync();
        var item = new Dictionary<string, AttributeValue>
        {
            ["pk"] = new("finding#123456789012#eu-west-1#f"),
            ["alertedAt"] = new() { N = "1763625600000" },
            ["alertedVerdict"] = new("Tightened"),
            ["alertedPorts"] = new("22"),
            ["alertedSeverity"] = new() { N = "5" },
        };
        item[attribute] = new(value);
        await dynamo.PutItemAsync(new PutItemRequest(table, item), TestContext.Current.CancellationToken);
        var finding = new Finding
        {
            Id = "f",
            Type = "Recon:EC2/Portscan",
            Kind = FindingKind.All[0],
            AccountId = "123456789012",
            Region = "eu-west-1",
            Partition = "aws",
        };

        var error = await Assert.ThrowsAsync<JournalException>(() => new DynamoDbJournal(dynamo, table).TakeUpAsync(
            finding, Deadlines.Unhurried(TimeProvider.System) with { Deadline = DateTimeOffset.UtcNow.AddMinutes(1) }, DateTimeOffset.UtcNow, TestContext.Current.CancellationToken));

        Assert.StartsWith("The journal's entry cannot be read: ", error.Message, StringComparison.Ordinal);
    }

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
}
