using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ScanResponder.Accounts;
using ScanResponder.Aws;
using ScanResponder.Tests.Accounts;

namespace ScanResponder.Tests.Aws;

public sealed class DynamoDbJournalContractTests(MotoServer moto) : JournalContract
{
    protected override async Task<IJournal> ArrangeAsync()
    {
        var dynamo = new AmazonDynamoDBClient(
            new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "secret"),
            new AmazonDynamoDBConfig { ServiceURL = (await moto.EndpointAsync()).ToString(), AuthenticationRegion = "eu-west-1" });
        var table = $"journal-{Guid.NewGuid()}";
        await dynamo.CreateTableAsync(
            new CreateTableRequest(table, [new KeySchemaElement("pk", KeyType.HASH)])
            {
                AttributeDefinitions = [new AttributeDefinition("pk", ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            TestContext.Current.CancellationToken);
        return new DynamoDbJournal(dynamo, table);
    }
}
