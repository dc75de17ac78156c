using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.InfrastructureTests;

public sealed class RuntimeApiTests : IAsyncDisposable
{
    private readonly RuntimeApi api = new();
    private readonly HttpClient function;

    public RuntimeApiTests() => function = new HttpClient { BaseAddress = new Uri($"http://{api.Endpoint}/2018-06-01/runtime/") };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_reaches_the_poller_and_its_answer_comes_back()
    {
        Task<InvocationResult> result = api.InvokeAsync(new Invocation("""{"id":"é"}""") { RequestId = "r-1" }, Cancellation);

        using HttpResponseMessage next = await function.GetAsync("invocation/next", Cancellation);
        using HttpResponseMessage answered = await PostAsync("invocation/r-1/response", """{"outcome":"ü"}""");

        Assert.Equal("""{"id":"é"}""", await next.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.Accepted, answered.StatusCode);
        Assert.Equal(new InvocationResult.Succeeded("""{"outcome":"ü"}"""), await result);
    }

    [Fact]
    public async Task A_poller_that_came_first_waits_for_the_event()
    {
        Task<HttpResponseMessage> polling = function.GetAsync("invocation/next", Cancellation);
        await api.Ready;
        Task<InvocationResult> result = api.InvokeAsync(new Invocation("{}") { RequestId = "late" }, Cancellation);

        using HttpResponseMessage next = await polling;
        using HttpResponseMessage answered = await PostAsync("invocation/late/response", "");

        Assert.Equal(new InvocationResult.Succeeded(""), await result);
    }

    [Fact]
    public async Task An_event_carries_its_id_deadline_trace_and_function()
    {
        var invocation = new Invocation("{}")
        {
            RequestId = "r-2",
            Timeout = TimeSpan.FromMinutes(5),
            TraceId = "Root=1-2-3",
            FunctionArn = "arn:f",
        };
        DateTimeOffset before = DateTimeOffset.UtcNow;
        _ = api.InvokeAsync(invocation, Cancellation);

        using HttpResponseMessage next = await function.GetAsync("invocation/next", Cancellation);

        Assert.Equal("r-2", Header(next, "Lambda-Runtime-Aws-Request-Id"));
        Assert.Equal("Root=1-2-3", Header(next, "Lambda-Runtime-Trace-Id"));
        Assert.Equal("arn:f", Header(next, "Lambda-Runtime-Invoked-Function-Arn"));
        long deadline = long.Parse(Header(next, "Lambda-Runtime-Deadline-Ms"), CultureInfo.InvariantCulture);
        Assert.InRange(
            deadline,
            before.AddMinutes(5).ToUnixTimeMilliseconds(),
            DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task An_error_comes_back_with_its_type_and_document()
    {
        Task<InvocationResult> result = api.InvokeAsync(new Invocation("{}") { RequestId = "r-3" }, Cancellation);
        using HttpResponseMessage next = await function.GetAsync("invocation/next", Cancellation);

        using HttpResponseMessage answered = await PostAsync("invocation/r-3/error", """{"errorType":"JsonException"}""", "JsonException");

        Assert.Equal(new InvocationResult.Failed("JsonException", """{"errorType":"JsonException"}"""), await result);
    }

    [Fact]
    public async Task An_init_error_is_kept()
    {
        using HttpResponseMessage answered = await PostAsync("init/error", """{"errorType":"SettingException"}""", "SettingException");

        Assert.Equal(HttpStatusCode.Accepted, answered.StatusCode);
        Assert.Equal(new InitError("SettingException", """{"errorType":"SettingException"}"""), await api.InitError);
    }

    [Fact]
    public async Task A_second_answer_to_one_event_is_refused()
    {
        Task<InvocationResult> result = api.InvokeAsync(new Invocation("{}") { RequestId = "once" }, Cancellation);
        using HttpResponseMessage next = await function.GetAsync("invocation/next", Cancellation);

        using HttpResponseMessage first = await PostAsync("invocation/once/response", "1");
        using HttpResponseMessage second = await PostAsync("invocation/once/response", "2");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.BadRequest), (first.StatusCode, second.StatusCode));
        Assert.Equal(new InvocationResult.Succeeded("1"), await result);
        Assert.Equal("InvalidRequestID", (string?)JsonNode.Parse(await second.Content.ReadAsStringAsync(Cancellation))!["errorType"]);
    }

    [Fact]
    public async Task A_response_beyond_Lambdas_limit_is_refused_and_fails_the_invocation()
    {
        Task<InvocationResult> result = api.InvokeAsync(new Invocation("{}") { RequestId = "big" }, Cancellation);
        using HttpResponseMessage next = await function.GetAsync("invocation/next", Cancellation);

        string tooLong = new('x', RuntimeApi.MaximumResponseBytes + 1);
        using HttpResponseMessage answered = await PostAsync("invocation/big/response", tooLong);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answered.StatusCode);
        Assert.Equal("Function.ResponseSizeTooLarge", Assert.IsType<InvocationResult.Failed>(await result).ErrorType);
    }

    [Fact]
    public async Task An_event_is_not_lost_to_a_poller_that_hung_up()
    {
        // A socket, since an HttpClient closes its connection at a time of its own choosing.
        using (var dying = new TcpClient())
        {
            await dying.ConnectAsync(IPEndPoint.Parse(api.Endpoint), Cancellation);
            await dying.Client.SendAsync("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n"u8.ToArray(), Cancellation);
            await api.Ready;
        }

        Task<InvocationResult> result = api.InvokeAsync(new Invocation("{}") { RequestId = "kept" }, Cancellation);
        using HttpResponseMessage next = await function.GetAsync("invocation/next", Cancellation);
        using HttpResponseMessage answered = await PostAsync("invocation/kept/response", "1");

        Assert.Equal(new InvocationResult.Succeeded("1"), await result);
    }

    [Fact]
    public async Task A_request_id_can_be_delivered_again_once_its_first_delivery_was_abandoned()
    {
        Task<InvocationResult> first = api.InvokeAsync(new Invocation("1") { RequestId = "again" }, Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => api.InvokeAsync(new Invocation("1") { RequestId = "again" }, Cancellation));
        api.Abandon("again");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        Task<InvocationResult> second = api.InvokeAsync(new Invocation("2") { RequestId = "again" }, Cancellation);
        using HttpResponseMessage next = await function.GetAsync("invocation/next", Cancellation);
        using HttpResponseMessage answered = await PostAsync("invocation/again/response", "done");

        Assert.Equal(new InvocationResult.Succeeded("done"), await second);
    }

    [Fact]
    public async Task Many_pollers_and_many_events_meet_one_to_one()
    {
        const int Events = 200;
        Task<InvocationResult>[] results =
            [.. Enumerable.Range(0, Events).Select(i => api.InvokeAsync(new Invocation($"{i}") { RequestId = $"id-{i}" }, Cancellation))];

        async Task PollAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using HttpResponseMessage next = await function.GetAsync("invocation/next", Cancellation);
                string body = await next.Content.ReadAsStringAsync(Cancellation);
                string id = Header(next, "Lambda-Runtime-Aws-Request-Id");
                using HttpResponseMessage answered = await PostAsync($"invocation/{id}/response", body);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PollAsync(Events / 4)));

        Assert.Equal(Enumerable.Range(0, Events).Select(i => new InvocationResult.Succeeded($"{i}")), await Task.WhenAll(results));
    }

    public async ValueTask DisposeAsync()
    {
        function.Dispose();
        await api.DisposeAsync();
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string? errorType = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        if (errorType is not null)
        {
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        }

        return await function.SendAsync(request, Cancellation);
    }
}
