using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace ScanResponder.Tests.StandIns;

/// <summary>A bootstrap on a loopback Runtime API, with an environment and a log that are its own and not the process's.</summary>
internal sealed class RunningFunction : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _httpClient = LambdaBootstrap.ConstructHttpClient();

    private RunningFunction()
    {
    }

    public RuntimeApi Api { get; } = new();

    public RecordingSink Log { get; } = new();

    public Dictionary<string, string?> Variables { get; private init; } = [];

    /// <summary>Ends when the bootstrap does.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public static RunningFunction Start(
        HandlerWrapper handler,
        LambdaBootstrapInitializer? initializer = null,
        TimeProvider? clock = null,
        LogFormat format = LogFormat.Text,
        params (string Name, string Value)[] variables)
    {
        var function = new RunningFunction { Variables = variables.ToDictionary(each => each.Name, each => (string?)each.Value) };
        function.Variables["AWS_LAMBDA_RUNTIME_API"] = function.Api.Endpoint;
        var bootstrap = new LambdaBootstrap(function._httpClient, handler, initializer)
        {
            Environment = new RuntimeEnvironment(
                name => function.Variables.GetValueOrDefault(name), (name, value) => function.Variables[name] = value),
            Clock = clock ?? TimeProvider.System,
            Log = new RuntimeLog(function.Log, format, LogLevel.Information, clock ?? TimeProvider.System),
        };
        function.Running = bootstrap.RunAsync(function._stop.Token);
        return function;
    }

    public static HandlerWrapper Text(Func<string, ILambdaContext, string> handler) => HandlerWrapper.GetHandlerWrapper(
        async (stream, context) =>
        {
            using var reader = new StreamReader(stream);
            return new MemoryStream(System.Text.Encoding.UTF8.GetBytes(handler(await reader.ReadToEndAsync(), context)));
        });

    /// <summary>Cancels the bootstrap and waits for its end.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)Running.ContinueWith(_ => { }, TaskScheduler.Default)).WaitAsync(TimeSpan.FromSeconds(20));
        await Api.DisposeAsync();
        _httpClient.Dispose();
        _stop.Dispose();
    }
}
