using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.InfrastructureTests;

public sealed class AwsProxyTests(MotoServer moto)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_passed_on_and_written_down()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation, region: "eu-north-1");
        PublicNetwork network = await world.PublicNetworkAsync(Cancellation);
        await using var proxy = new AwsProxy(world.Endpoint);
        using AmazonEC2Client ec2 = Client(world, proxy);

        DescribeVpcsResponse answer = await ec2.DescribeVpcsAsync(new DescribeVpcsRequest { VpcIds = [network.VpcId] }, Cancellation);

        Assert.Equal(network.VpcId, Assert.Single(answer.Vpcs).VpcId);
        AwsCall call = Assert.Single(proxy.Calls);
        Assert.Equal(("ec2", "DescribeVpcs", "eu-north-1", 1), (call.Service, call.Action, call.Region, call.Number));
        Assert.Equal(world.Keys.AccessKeyId, call.AccessKeyId);
        Assert.Equal(network.VpcId, call["VpcId.1"]);
        Assert.Equal(200, call.Answered?.Status);
        Assert.Contains(network.VpcId, call.Performed!.Text, StringComparison.Ordinal);
        Assert.Equal(1, proxy.RoundTripsInSequence);
    }

    [Fact]
    public async Task Calls_started_together_are_one_round_trip_and_calls_that_wait_are_more()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        var clock = new FakeTimeProvider();
        await using var proxy = new AwsProxy(world.Endpoint, clock) { Latency = TimeSpan.FromMilliseconds(40) };
        using AmazonEC2Client ec2 = Client(world, proxy);

        // Time stands still until all that were started together have arrived.
        async Task AnswerAsync(Task calls, int arrivals)
        {
            while (proxy.Calls.Count < arrivals)
            {
                await Task.Delay(1, Cancellation);
            }

            while (!calls.IsCompleted)
            {
                clock.Advance(proxy.Latency);
                await Task.Delay(1, Cancellation);
            }

            await calls;
        }

        await AnswerAsync(
            Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), Cancellation))), arrivals: 4);
        Assert.Equal(1, proxy.RoundTripsInSequence);

        await AnswerAsync(ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest(), Cancellation), arrivals: 5);
        Assert.Equal(2, proxy.RoundTripsInSequence);

        proxy.Forget();
        Assert.Equal(0, proxy.RoundTripsInSequence);
    }

    [Fact]
    public async Task Only_the_picked_occurrence_of_an_operation_is_broken()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        await using var proxy = new AwsProxy(world.Endpoint);
        using AmazonEC2Client ec2 = Client(world, proxy);
        proxy.Inject(call => call is { Action: "DescribeVpcs", Occurrence: 2 }, Fault.AccessDenied);

        await ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), Cancellation);
        var denied = await Assert.ThrowsAsync<AmazonEC2Exception>(() => ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), Cancellation));
        await ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), Cancellation);

        Assert.Equal("UnauthorizedOperation", denied.ErrorCode);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Equal([200, 403, 200], proxy.Calls.Select(call => call.Answered!.Status));
        Assert.Null(proxy.Calls[1].Performed);
    }

    [Fact]
    public async Task A_refused_change_is_not_made()
    {
        await AssertChangeAsync(Fault.Throttled, made: false);
        await AssertChangeAsync(Fault.InternalError, made: false);
        await AssertChangeAsync(Fault.Unavailable, made: false);
        await AssertChangeAsync(Fault.Garbage, made: false);
    }

    [Fact]
    public Task A_connection_reset_before_the_call_leaves_things_as_they_were() =>
        AssertChangeAsync(new Fault.ConnectionReset(), made: false);

    [Fact]
    public Task A_lost_answer_leaves_the_change_made() => AssertChangeAsync(new Fault.AnswerLost(), made: true);

    [Fact]
    public async Task A_test_can_act_before_a_call_and_after_it()
    {
        bool acted = false;
        await AssertChangeAsync(new Fault.Before(_ => acted = true), made: false);
        Assert.True(acted);

        AwsCall? performed = null;
        await AssertChangeAsync(new Fault.After(call => performed ??= call), made: true);
        Assert.Equal(200, performed?.Performed?.Status);
    }

    [Fact]
    public async Task A_late_answer_is_an_answer()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        await using var proxy = new AwsProxy(world.Endpoint);
        using AmazonEC2Client ec2 = Client(world, proxy);
        proxy.Inject(_ => true, new Fault.Late(TimeSpan.FromMilliseconds(50)));

        await ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), Cancellation);

        Assert.Equal(200, Assert.Single(proxy.Calls).Answered?.Status);
    }

    [Fact]
    public async Task A_call_that_hangs_is_never_answered()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        await using var proxy = new AwsProxy(world.Endpoint);
        using AmazonEC2Client ec2 = Client(world, proxy);
        proxy.Inject(_ => true, new Fault.Hang());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        Task hanging = ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), patience.Token);
        while (proxy.Calls.Count == 0)
        {
            await Task.Delay(10, Cancellation);
        }

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        Assert.Null(Assert.Single(proxy.Calls).EndedAt);

        proxy.Mend();
        await ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), Cancellation);
    }

    [Theory]
    [InlineData("ec2", "RequestLimitExceeded", "<Code>RequestLimitExceeded</Code>", 503)]
    [InlineData("sns", "Throttled", "<Code>Throttled</Code>", 429)]
    [InlineData("dynamodb", "ProvisionedThroughputExceededException", "#ProvisionedThroughputExceededException\"", 400)]
    public void An_error_has_the_code_and_the_document_of_its_service(string service, string code, string document, int status)
    {
        ServiceError error = ServiceError.Throttled(service);

        Assert.Equal((code, status), (error.Code, error.Status));
        Assert.Contains(document, error.For(service).Text, StringComparison.Ordinal);
    }

    private static AmazonEC2Client Client(AwsWorld world, AwsProxy proxy) => new(
        new SessionAWSCredentials(world.Keys.AccessKeyId, world.Keys.SecretAccessKey, world.Keys.SessionToken),
        new AmazonEC2Config { ServiceURL = proxy.Address.ToString(), AuthenticationRegion = world.Keys.Region, MaxErrorRetry = 0 });

    private async Task AssertChangeAsync(Fault fault, bool made)
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        PublicNetwork network = await world.PublicNetworkAsync(Cancellation);
        await using var proxy = new AwsProxy(world.Endpoint);
        using AmazonEC2Client ec2 = Client(world, proxy);
        proxy.Inject(call => call.Action == "DeleteSubnet", fault);

        await Assert.ThrowsAnyAsync<Exception>(() => ec2.DeleteSubnetAsync(new DeleteSubnetRequest(network.SubnetId), Cancellation));

        // The SDK may try a broken connection again at once, whatever its retry limit is.
        Assert.All(proxy.Calls, call =>
        {
            Assert.Equal(fault, call.Fault);
            Assert.NotNull(call.EndedAt);
            Assert.Equal(made, call.Performed is not null);
        });
        DescribeSubnetsResponse left = await world.Ec2.DescribeSubnetsAsync(
            new DescribeSubnetsRequest { Filters = [new Filter("subnet-id", [network.SubnetId])] }, Cancellation);
        Assert.Equal(made ? 0 : 1, left.Subnets?.Count ?? 0);
    }
}
