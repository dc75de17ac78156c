using Amazon.Lambda;
using Amazon.Runtime;
using ScanResponder.Aws.Redrive;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.Cli;

public sealed class LambdaFunctionTests
{
    private const string Name = "scan-responder";

    [Fact]
    public async Task An_event_is_handed_over_to_be_answered_later()
    {
        HttpCall? seen = null;

        await InvokeAsync(202, "", see: request => seen = request);

        Assert.Equal(("Event", """{"a":1}"""), (seen!.Header("X-Amz-Invocation-Type"), seen.Text));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    public async Task Only_202_says_that_Lambda_has_the_event(int status) =>
        Assert.Equal(
            $"Lambda answered HTTP {status} and did not accept the event (it would answer 202)",
            (await Assert.ThrowsAsync<RedriveException>(() => InvokeAsync(status, ""))).Message);

    [Theory]
    [InlineData(404, "ResourceNotFoundException", "Lambda answered ResourceNotFoundException: because")]
    [InlineData(403, "AccessDeniedException", "Lambda answered AccessDeniedException: because; the user or role that runs this needs lambda:InvokeFunction on scan-responder")]
    [InlineData(403, "ExpiredTokenException", "Lambda answered ExpiredTokenException: because; check that the AWS credentials have not expired and are meant for this account and Region")]
    public async Task A_refusal_says_what_Lambda_said_and_what_to_do(int status, string code, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<RedriveException>(() => InvokeAsync(status, code))).Message);

    [Fact]
    public async Task Nobody_there_is_a_refusal_too()
    {
        var function = new LambdaFunction(Client(new("http://127.0.0.1:1")), FunctionName.Parse(Name));

        var thrown = await Assert.ThrowsAsync<RedriveException>(() => function.InvokeAsync("{}", TestContext.Current.CancellationToken));

        Assert.StartsWith("Lambda could not be reached (", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_stops_is_no_refusal()
    {
        await using var server = new LoopbackHttpServer((_, _) => Task.FromResult(HttpAnswer.Json(202, "")));
        var function = new LambdaFunction(Client(server.Address), FunctionName.Parse(Name));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => function.InvokeAsync("{}", new CancellationToken(canceled: true)));
    }

    private static async Task InvokeAsync(int status, string code, Action<HttpCall>? see = null)
    {
        await using var server = new LoopbackHttpServer((request, _) =>
        {
            see?.Invoke(request);
            return Task.FromResult(code.Length == 0
                ? HttpAnswer.Json(status, "")
                : HttpAnswer.Json(status, """{"Message":"because"}""") with { Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = code } });
        });
        await new LambdaFunction(Client(server.Address), FunctionName.Parse(Name)).InvokeAsync("""{"a":1}""", TestContext.Current.CancellationToken);
    }

    private static AmazonLambdaClient Client(Uri address) => new(
        new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        new AmazonLambdaConfig { ServiceURL = address.ToString(), AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });
}
