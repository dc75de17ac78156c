using System.Net;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ScanResponder.Aws;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace ScanResponder.Tests.Aws;

public sealed class BoundedCallsTests
{
    [Fact]
    public async Task A_call_whose_answer_is_never_read_to_an_end_ends_when_its_caller_gives_up()
    {
        using var reading = new ManualResetEventSlim();
        using var dynamo = Client(reading, TimeSpan.FromSeconds(100));
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dynamo.ListTablesAsync(new ListTablesRequest(), soon.Token));

        reading.Set();
    }

    [Fact]
    public async Task And_by_the_time_that_its_attempts_may_take_where_nobody_does()
    {
        using var reading = new ManualResetEventSlim();
        using var dynamo = Client(reading, TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAsync<TimeoutException>(() => dynamo.ListTablesAsync(new ListTablesRequest(), TestContext.Current.CancellationToken));

        reading.Set();
    }

    private static AmazonDynamoDBClient Client(ManualResetEventSlim reading, TimeSpan timeout)
    {
        var config = AwsClients.Configured(new AmazonDynamoDBConfig(), "eu-west-1");
        config.MaxErrorRetry = 0;
        config.Timeout = timeout;
        config.HttpClientFactory = new Answering(() => new Stuck(reading));
        return new(new BasicAWSCredentials("test", "test"), config);
    }

    private sealed class Answering(Func<Stream> body) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Wire(body));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }

    private sealed class Wire(Func<Stream> body) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // The answer is read where it came in; the test runner's own threads are few.
            await Task.Delay(1, CancellationToken.None).ConfigureAwait(false);
            return new(HttpStatusCode.OK) { Content = new StreamContent(body()), RequestMessage = request };
        }
    }

    /// <summary>Keeps the thread that reads it, whatever any token says.</summary>
    private sealed class Stuck(ManualResetEventSlim free) : MemoryStream(Encoding.UTF8.GetBytes("{}"))
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            free.Wait();
            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer)
        {
            free.Wait();
            return base.Read(buffer);
        }
    }
}
