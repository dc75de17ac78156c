using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
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
        await using var proxy = new AwsProxy(world.Endpoint);
        using AmazonEC2Client ec2 = Client(world, proxy);
        int expected = 4;
        proxy.CallerStandsStill = () => proxy.Calls.Count == expected;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await Task.Delay(Random.Shared.Next(40), Cancellation);
            await ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), Cancellation);
        }));
        Assert.Equal(1, proxy.RoundTripsInSequence);

        expected = 5;
        await ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest(), Cancellation);
        Assert.Equal(2, proxy.RoundTripsInSequence);

        proxy.Forget();
        Assert.Equal(0, proxy.RoundTripsInSequence);
    }

    [Fact]
    public async Task A_call_that_comes_again_while_it_is_under_way_is_one_call()
    {
        int performed = 0;
        await using var aws = new LoopbackHttpServer((_, _) => Task.FromResult(HttpAnswer.Json(200, $"{Interlocked.Increment(ref performed)}")));
        await using var proxy = new AwsProxy(aws.Address);
        using var caller = new HttpClient { BaseAddress = proxy.Address };
        var goOn = false;
        proxy.CallerStandsStill = () => goOn;

        Task<string> first = SendAsync();
        while (proxy.Calls.Count == 0)
            await Task.Delay(10, Cancellation);
        Task<string> again = SendAsync();
        while (proxy.Repeats == 0)
            await Task.Delay(10, Cancellation);
        goOn = true;

        Assert.Equal(["1", "1"], await Task.WhenAll(first, again));
        Assert.Single(proxy.Calls);

        // What was answered and comes again is another call.
        Assert.Equal("2", await SendAsync());
        Assert.Equal((2, 1), (proxy.Calls.Count, proxy.Repeats));

        async Task<string> SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.Add("amz-sdk-invocation-id", "11111111-2222-3333-4444-555555555555");
            using HttpResponseMessage response = await caller.SendAsync(request, Cancellation);
            return await response.Content.ReadAsStringAsync(Cancellation);
        }
    }

    [Fact]
    public async Task What_a_dead_caller_has_sent_is_performed_before_things_have_settled()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        PublicNetwork network = await world.PublicNetworkAsync(Cancellation);
        await using var proxy = new AwsProxy(world.Endpoint);
        string body = $"Action=DeleteSubnet&Version=2016-11-15&SubnetId={network.SubnetId}";
        string request = $"POST / HTTP/1.1\r\nHost: ec2\r\nAuthorization: {world.Keys.UnsignedAuthorization("ec2")}\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        using (var caller = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            caller.Connect(IPAddress.Loopback, proxy.Address.Port);
            caller.Send(Encoding.ASCII.GetBytes(request));
        }

        await proxy.SettleAsync(Cancellation);

        Assert.Equal(200, Assert.Single(proxy.Calls).Performed?.Status);
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
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
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
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        Task hanging = ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), timeout.Token);
        while (proxy.Calls.Count == 0)
        {
            await Task.Delay(10, Cancellation);
        }

        await timeout.CancelAsync();
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
