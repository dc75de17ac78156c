using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.RuntimeSupport.Logging;
using Microsoft.Extensions.Time.Testing;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.StandIns;

public sealed class LambdaBootstrapTests
{
    [Fact]
    public async Task An_event_is_handled_and_its_answer_posted_under_its_request_id()
    {
        await using var function = RunningFunction.Start(RunningFunction.Text((input, _) => $"<{input}>"));

        function.Api.Send("r-1", "grüße");
        HttpCall post = await function.Api.PostAsync();

        Assert.Equal("POST", post.Method);
        Assert.Equal("/2018-06-01/runtime/invocation/r-1/response", post.Target);
        Assert.Equal("application/json", post.Header("Content-Type"));
        Assert.Equal("<grüße>", post.Text);
        Assert.StartsWith("aws-lambda-dotnet/", post.Header("User-Agent"));
        Assert.Equal("application/json", function.Api.Polls[0].Header("Accept"));
    }

    [Fact]
    public async Task Events_are_handled_one_after_the_other_for_as_long_as_they_come()
    {
        await using var function = RunningFunction.Start(
            HandlerWrapper.GetHandlerWrapper<Greeting, Greeting>(
                (input, _) => Task.FromResult(new Greeting(input.Text[..^1])), new GreetingSerializer()));

        var answers = new List<string>();
        foreach (string text in new[] { "a long answer!", "short!", "!" })
        {
            function.Api.Send(text, $$"""{"Text":"{{text}}"}""");
            answers.Add((await function.Api.PostAsync()).Text);
        }

        Assert.Equal(["""{"Text":"a long answer"}""", """{"Text":"short"}""", """{"Text":""}"""], answers);
    }

    [Fact]
    public async Task A_handler_that_throws_is_reported_and_the_next_event_is_taken()
    {
        await using var function = RunningFunction.Start(RunningFunction.Text((input, _) =>
            input == "bad" ? throw new InvalidOperationException("no such topic", new TimeoutException("too slow")) : "fine"));

        function.Api.Send("r-1", "bad");
        HttpCall error = await function.Api.PostAsync();
        function.Api.Send("r-2", "good");
        HttpCall answer = await function.Api.PostAsync();

        Assert.Equal("/2018-06-01/runtime/invocation/r-1/error", error.Target);
        Assert.Equal("application/vnd.aws.lambda.error+json", error.Header("Content-Type"));
        Assert.Equal("InvalidOperationException", error.Header("Lambda-Runtime-Function-Error-Type"));
        using JsonDocument cause = JsonDocument.Parse(error.Header("Lambda-Runtime-Function-XRay-Error-Cause")!);
        Assert.Equal("no such topic", cause.RootElement.GetProperty("exceptions")[0].GetProperty("message").GetString());
        using JsonDocument body = JsonDocument.Parse(error.Text);
        Assert.Equal(
            ["errorType", "errorMessage", "stackTrace", "cause"], body.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("TimeoutException", body.RootElement.GetProperty("cause").GetProperty("errorType").GetString());
        Assert.Equal("fine", answer.Text);
        Assert.Contains(function.Log.Lines, line => line.Contains("\tr-1\tfail\t") && line.Contains("no such topic"));
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_a_failed_invocation()
    {
        await using var function = RunningFunction.Start(
            HandlerWrapper.GetHandlerWrapper<Greeting, Greeting>((input, _) => Task.FromResult(input), new GreetingSerializer()));

        function.Api.Send("r-1", """{"Text":[1]}""");
        HttpCall error = await function.Api.PostAsync();

        Assert.EndsWith("/r-1/error", error.Target);
        Assert.Equal("JsonSerializerException", error.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.Contains("$.Text", error.Text);
    }

    [Fact]
    public async Task An_initializer_that_throws_is_reported_and_ends_the_run()
    {
        await using var function = RunningFunction.Start(
            RunningFunction.Text((input, _) => input), () => throw new ArgumentException("RESPONDER_MODE is 'off'"));

        HttpCall error = await function.Api.PostAsync();

        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => function.Running);
        Assert.Equal("RESPONDER_MODE is 'off'", thrown.Message);
        Assert.Equal("/2018-06-01/runtime/init/error", error.Target);
        Assert.Equal("ArgumentException", error.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.Empty(function.Api.Polls);
    }

    [Fact]
    public async Task A_report_of_a_failed_initialization_that_is_refused_is_thrown_as_by_AWS()
    {
        var released = new TaskCompletionSource();
        await using var function = RunningFunction.Start(RunningFunction.Text((input, _) => input), async () =>
        {
            await released.Task;
            throw new ArgumentException("RESPONDER_MODE is 'off'");
        });
        function.Api.PostStatus = 403;
        released.SetResult();

        await Assert.ThrowsAsync<RuntimeApiClientException>(() => function.Running);
    }

    [Fact]
    public async Task An_initializer_that_says_no_ends_the_run_without_an_event()
    {
        await using var function = RunningFunction.Start(RunningFunction.Text((input, _) => input), () => Task.FromResult(false));

        await function.Running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Empty(function.Api.Polls);
    }

    [Theory]
    [InlineData("good")]
    [InlineData("bad")]
    public async Task A_post_that_lambda_refuses_ends_the_run(string input)
    {
        await using var function = RunningFunction.Start(
            RunningFunction.Text((text, _) => text == "bad" ? throw new InvalidOperationException() : text));
        function.Api.PostStatus = 413;

        function.Api.Send("r-1", input);

        var refused = await Assert.ThrowsAsync<RuntimeApiClientException>(() => function.Running);
        Assert.Equal(413, refused.StatusCode);
    }

    [Fact]
    public async Task A_poll_that_lambda_refuses_ends_the_run_and_says_what_lambda_said()
    {
        await using var function = RunningFunction.Start(RunningFunction.Text((input, _) => input));

        function.Api.Refuse(403, """{"errorMessage":"Forbidden","errorType":"InvalidState"}""");

        var refused = await Assert.ThrowsAsync<RuntimeApiClientException>(() => function.Running);
        Assert.Contains("Forbidden", refused.Message);
    }

    [Fact]
    public async Task A_cancelled_run_ends_while_it_waits_for_an_event()
    {
        await using var function = RunningFunction.Start(RunningFunction.Text((input, _) => input));
        function.Api.Send("r-1", "once");
        await function.Api.PostAsync();

        await function.StopAsync();

        Assert.True(function.Running.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task One_event_is_enough_where_the_environment_says_so()
    {
        await using var function = RunningFunction.Start(
            RunningFunction.Text((input, _) => input), variables: ("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE", "true"));

        function.Api.Send("r-1", "once");
        await function.Running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Single(function.Api.Polls);
    }

    [Fact]
    public async Task The_context_says_what_lambda_said()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        ILambdaContext? seen = null;
        TimeSpan remaining = default;
        TimeSpan later = default;
        string? traceId = null;
        RunningFunction? running = null;
        await using var function = running = RunningFunction.Start(
            RunningFunction.Text((input, context) =>
            {
                seen = context;
                remaining = context.RemainingTime;
                clock.Advance(TimeSpan.FromSeconds(31));
                later = context.RemainingTime;
                traceId = running!.Variables["_X_AMZN_TRACE_ID"];
                return input;
            }),
            clock: clock,
            variables:
            [
                ("AWS_LAMBDA_FUNCTION_NAME", "responder"), ("AWS_LAMBDA_FUNCTION_VERSION", "7"),
                ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"), ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/responder"),
                ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/23/[7]abc"),
            ]);

        function.Api.Send(
            "r-1", "{}", ("Lambda-Runtime-Deadline-Ms", "1700000030000"),
            ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1"),
            ("Lambda-Runtime-Aws-Tenant-Id", "tenant"),
            ("Lambda-Runtime-Client-Context", """{"client":{"app_title":"Pager"},"custom":{"a":"b"},"env":{"c":"d"}}"""),
            ("Lambda-Runtime-Cognito-Identity", """{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}"""));
        await function.Api.PostAsync();

        Assert.NotNull(seen);
        Assert.Equal(
            ("r-1", "responder", "7", 128, "/aws/lambda/responder", "2026/11/23/[7]abc", "tenant"),
            (seen.AwsRequestId, seen.FunctionName, seen.FunctionVersion, seen.MemoryLimitInMB, seen.LogGroupName, seen.LogStreamName,
                seen.TenantId));
        Assert.Equal("arn:aws:lambda:eu-west-1:111122223333:function:responder", seen.InvokedFunctionArn);
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(-1)), (remaining, later));
        Assert.Equal("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1", traceId);
        Assert.Equal(traceId, seen.TraceId);
        Assert.Equal(("Pager", null), (seen.ClientContext?.Client?.AppTitle, seen.ClientContext?.Client?.AppPackageName));
        Assert.Equal(("b", "d"), (seen.ClientContext?.Custom?["a"], seen.ClientContext?.Environment?["c"]));
        Assert.Equal(("id", "pool"), (seen.Identity?.IdentityId, seen.Identity?.IdentityPoolId));
    }

    [Fact]
    public async Task A_trace_id_does_not_outlive_its_invocation()
    {
        await using var function = RunningFunction.Start(
            RunningFunction.Text((input, context) => $"{context.TraceId}|{context.ClientContext}"));

        function.Api.Send("r-1", "{}", ("Lambda-Runtime-Trace-Id", "Root=1"));
        string first = (await function.Api.PostAsync()).Text;
        function.Api.Send("r-2", "{}");
        string second = (await function.Api.PostAsync()).Text;

        Assert.Equal(("Root=1|", "|"), (first, second));
        Assert.Null(function.Variables["_X_AMZN_TRACE_ID"]);
    }

    [Fact]
    public async Task A_line_carries_the_request_id_of_its_invocation()
    {
        await using var function = RunningFunction.Start(
            RunningFunction.Text((input, context) =>
            {
                context.Logger.LogInformation("closed {Port} on {Group}", 22, "sg-1");
                context.Logger.LogDebug("not shown");
                return input;
            }),
            format: LogFormat.Json);

        function.Api.Send("r-9", "{}", ("Lambda-Runtime-Trace-Id", "Root=1"));
        await function.Api.PostAsync();

        using JsonDocument line = JsonDocument.Parse(Assert.Single(function.Log.Lines));
        Assert.Equal(
            ["timestamp", "level", "requestId", "traceId", "message", "Port", "Group"],
            line.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("r-9", line.RootElement.GetProperty("requestId").GetString());
        Assert.Equal("closed 22 on sg-1", line.RootElement.GetProperty("message").GetString());
        Assert.Equal(22, line.RootElement.GetProperty("Port").GetInt32());
    }

    [Fact]
    public async Task Outside_lambda_the_run_says_which_variable_is_missing()
    {
        using var bootstrap = new LambdaBootstrap(RunningFunction.Text((input, _) => input))
        {
            Environment = new RuntimeEnvironment(_ => null, (_, _) => { }),
        };

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => bootstrap.RunAsync(TestContext.Current.CancellationToken));

        Assert.Contains("AWS_LAMBDA_RUNTIME_API", thrown.Message);
    }
}
