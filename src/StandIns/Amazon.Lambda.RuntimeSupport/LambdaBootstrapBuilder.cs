using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Puts together the <see cref="LambdaBootstrap"/> of an executable function.</summary>
public class LambdaBootstrapBuilder
{
    private readonly HandlerWrapper _handler;
    private HttpClient? _httpClient;
    private LambdaBootstrapInitializer? _initializer;

    private LambdaBootstrapBuilder(HandlerWrapper handler) => _handler = handler;

    /// <summary>A function that reads and writes streams. The bootstrap closes the stream that the handler returns.</summary>
    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task<Stream>> handler) =>
        new(HandlerWrapper.GetHandlerWrapper(handler));

    /// <summary>A function of values. An event that <paramref name="serializer"/> cannot read fails that invocation only.</summary>
    public static LambdaBootstrapBuilder Create<TInput, TOutput>(
        Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(HandlerWrapper.GetHandlerWrapper(handler, serializer));

    /// <summary>
    /// Talks to Lambda through <paramref name="client"/>, which remains the caller's to dispose. Its timeout must outlast the wait for
    /// an event, which has no bound.
    /// </summary>
    public LambdaBootstrapBuilder UseHttpClient(HttpClient client)
    {
        _httpClient = client;
        return this;
    }

    /// <summary>Runs <paramref name="initializer"/> before the first event is taken.</summary>
    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer initializer)
    {
        _initializer = initializer;
        return this;
    }

    /// <summary>Builds the bootstrap. It does nothing before <see cref="LambdaBootstrap.RunAsync"/>.</summary>
    public LambdaBootstrap Build() =>
        _httpClient is null ? new(_handler, _initializer) : new(_httpClient, _handler, _initializer);
}
