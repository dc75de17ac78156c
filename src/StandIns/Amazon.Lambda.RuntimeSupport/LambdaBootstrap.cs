using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Runs a function: takes events from Lambda one at a time, calls the handler, and sends back its answer or its exception.
/// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html.
/// </summary>
public class LambdaBootstrap : IDisposable
{
    private readonly LambdaBootstrapHandler _handler;
    private readonly LambdaBootstrapInitializer? _initializer;
    private readonly HttpClient _httpClient;
    private readonly bool _ownsHttpClient;
    private volatile Invocation? _current;

    /// <summary>Creates a bootstrap that talks to Lambda through a client of its own.</summary>
    public LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapInitializer? initializer = null)
        : this(ConstructHttpClient(), ownsHttpClient: true, handler, initializer)
    {
    }

    /// <summary>Creates a bootstrap that talks to Lambda through <paramref name="httpClient"/>, which stays the caller's.</summary>
    public LambdaBootstrap(HttpClient httpClient, LambdaBootstrapHandler handler, LambdaBootstrapInitializer? initializer = null)
        : this(httpClient, ownsHttpClient: false, handler, initializer)
    {
    }

    /// <summary>Creates a bootstrap that talks to Lambda through a client of its own.</summary>
    public LambdaBootstrap(HandlerWrapper handlerWrapper, LambdaBootstrapInitializer? initializer = null)
        : this(ConstructHttpClient(), ownsHttpClient: true, HandlerOf(handlerWrapper), initializer)
    {
    }

    /// <summary>Creates a bootstrap that talks to Lambda through <paramref name="httpClient"/>, which stays the caller's.</summary>
    public LambdaBootstrap(HttpClient httpClient, HandlerWrapper handlerWrapper, LambdaBootstrapInitializer? initializer = null)
        : this(httpClient, ownsHttpClient: false, HandlerOf(handlerWrapper), initializer)
    {
    }

    private LambdaBootstrap(
        HttpClient httpClient, bool ownsHttpClient, LambdaBootstrapHandler handler, LambdaBootstrapInitializer? initializer)
    {
        ArgumentNullException.ThrowIfNull(httpClient);
        ArgumentNullException.ThrowIfNull(handler);
        _httpClient = httpClient;
        _ownsHttpClient = ownsHttpClient;
        _handler = handler;
        _initializer = initializer;
    }

    // What a test replaces. With a log of its own, the console is left as it is.
    internal RuntimeEnvironment Environment { get; init; } = RuntimeEnvironment.OfProcess;

    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    internal RuntimeLog? Log { get; init; }

    /// <summary>A client fit for waiting for events: it outwaits every pause between two, and never goes through a proxy.</summary>
    public static HttpClient ConstructHttpClient() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    })
    {
        Timeout = TimeSpan.FromHours(12),
    };

    /// <summary>
    /// Runs the initializer, then events until <paramref name="cancellationToken"/> is cancelled, which Lambda itself never does. An
    /// event that is being handled is finished first.
    /// </summary>
    /// <remarks>
    /// A handler that throws fails its event and no more. What the initializer throws, and a call that the Runtime API refuses
    /// (<see cref="RuntimeApiClientException"/>), is thrown here and should end the process.
    /// </remarks>
    /// <exception cref="InvalidOperationException">AWS_LAMBDA_RUNTIME_API is not set.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var api = new RuntimeApiClient(_httpClient, Environment.RuntimeApi);
        RuntimeLog log = Log ?? RuntimeLog.Open(Environment, Clock);
        var logger = new RuntimeLogger(log, () => _current);
        using ProcessOutput? redirection = Log is null ? ProcessOutput.RedirectTo(logger) : null;

        if (!await InitializeAsync(api, logger))
            return;
        while (!cancellationToken.IsCancellationRequested)
        {
            bool handled = await HandleNextAsync(api, log, cancellationToken);
            if (handled && Environment.RunsOnce)
                return;
        }
    }

    /// <summary>Closes the client, if it is the bootstrap's own.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the client, if it is the bootstrap's own and <paramref name="disposing"/> is true.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && _ownsHttpClient)
            _httpClient.Dispose();
    }

    private static LambdaBootstrapHandler HandlerOf(HandlerWrapper wrapper)
    {
        ArgumentNullException.ThrowIfNull(wrapper);
        return wrapper.Handler;
    }

    private async Task<bool> InitializeAsync(RuntimeApiClient api, RuntimeLogger logger)
    {
        if (_initializer is null)
            return true;
        try
        {
            return await _initializer();
        }
        catch (Exception exception)
        {
            logger.Log(nameof(LogLevel.Critical), exception, "The initialization failed");
            await api.ReportInitErrorAsync(exception);
            throw;
        }
    }

    // False if no event came.
    private async Task<bool> HandleNextAsync(RuntimeApiClient api, RuntimeLog log, CancellationToken cancellationToken)
    {
        ReceivedEvent next;
        try
        {
            next = await api.NextAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        using ReceivedEvent received = next;
        try
        {
            await HandleAsync(api, log, received);
        }
        finally
        {
            _current = null;
        }
        return true;
    }

    private async Task HandleAsync(RuntimeApiClient api, RuntimeLog log, ReceivedEvent received)
    {
        Environment.SetTraceId(received.TraceId);
        var invocation = new Invocation(received, Environment, log, Clock);
        _current = invocation;
        InvocationResponse response;
        try
        {
            response = await _handler(new InvocationRequest(received.Body, invocation));
        }
        catch (Exception exception)
        {
            invocation.Logger.Log(nameof(LogLevel.Error), exception, "The invocation failed");
            await api.ReportInvocationErrorAsync(received.RequestId, exception);
            return;
        }
        try
        {
            await api.RespondAsync(received.RequestId, response.OutputStream);
        }
        finally
        {
            if (response.DisposeOutputStream)
                await response.OutputStream.DisposeAsync();
        }
    }
}
