using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace ScanResponder.Tests.Aws;

/// <summary>
/// Hands moto one update at a time. DynamoDB's UpdateItem is atomic; moto's reads the item, judges the condition and writes, without a lock, in a
/// thread for each call, so that of two updates of an item that is not there yet one may be lost. Only single calls take turns: who reads and writes
/// in two calls where one conditional update is needed is caught as before.
/// </summary>
/// <param name="credentials">The caller's.</param>
/// <param name="config">Where moto is.</param>
/// <param name="turn">Shared by all clients of the same moto.</param>
internal sealed class OneUpdateAtATime(AWSCredentials credentials, AmazonDynamoDBConfig config, SemaphoreSlim turn) : AmazonDynamoDBClient(credentials, config)
{
    public override async Task<UpdateItemResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken = default)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await base.UpdateItemAsync(request, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }
}
