namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// The function as it would run in an account: the published binary, a Runtime API that feeds it, and a proxy through which it sees AWS.
/// </summary>
public sealed class DeployedFunction : IAsyncDisposable
{
    private readonly string path;
    private readonly AwsKeys keys;
    private readonly IReadOnlyDictionary<string, string> settings;

    private DeployedFunction(string path, AwsWorld world, IReadOnlyDictionary<string, string> settings)
    {
        this.path = path;
        this.settings = settings;
        keys = world.Keys;
        Aws = new AwsProxy(world.Endpoint, dynamoDb: world.DynamoDb);
        Process = Start();
    }

    /// <summary>What the function says to AWS, and where AWS is broken.</summary>
    public AwsProxy Aws { get; }

    public RuntimeApi RuntimeApi { get; } = new();

    /// <summary>The process that runs now.</summary>
    public ChildProcess Process { get; private set; }

    /// <param name="bootstrap">The binary.</param>
    /// <param name="world">The account whose role the function has.</param>
    /// <param name="settings">The function's environment variables, e.g. RESPONDER_TOPIC_ARN.</param>
    public static async Task<DeployedFunction> StartAsync(
        PublishedBootstrap bootstrap, AwsWorld world, params (string Name, string Value)[] settings) =>
        Start(await bootstrap.PathAsync(), world, settings);

    internal static DeployedFunction Start(string path, AwsWorld world, params (string Name, string Value)[] settings) =>
        new(path, world, settings.ToDictionary(setting => setting.Name, setting => setting.Value));

    /// <summary>Hands the function an event and returns what it answers.</summary>
    /// <exception cref="ProcessDiedException">The process ended before it answered.</exception>
    public Task<InvocationResult> InvokeAsync(string @event, CancellationToken cancellationToken) =>
        InvokeAsync(new Invocation(@event), cancellationToken);

    /// <inheritdoc cref="InvokeAsync(string, CancellationToken)"/>
    public async Task<InvocationResult> InvokeAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        Task<InvocationResult> answer = RuntimeApi.InvokeAsync(invocation, cancellationToken);
        if (await Task.WhenAny(answer, Process.Exited) == answer || answer.IsCompleted)
        {
            return await answer;
        }

        RuntimeApi.Abandon(invocation.RequestId);
        throw new ProcessDiedException($"The function ended with exit code {await Process.Exited} before it answered:\n{Process}");
    }

    /// <summary>From now on AWS answers when the function waits for all of its answers, so that its round trips can be counted.</summary>
    public void CountRoundTrips() => Aws.CallerStandsStill = () => Process.StandsStill;

    /// <summary>
    /// Starts the process again, as Lambda does after it died: minutes later, when all that the dead one has sent is performed or lost.
    /// </summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await Process.DisposeAsync();
        await Aws.SettleAsync(cancellationToken);
        Process = Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await RuntimeApi.DisposeAsync();
        await Aws.DisposeAsync();
    }

    private ChildProcess Start() => BootstrapProcess.Start(path, RuntimeApi, keys, Aws.Address, settings);
}
