using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Makes a <see cref="LambdaBootstrapHandler"/> of a handler that takes and returns something other than streams.</summary>
public class HandlerWrapper : IDisposable
{
    // One invocation at a time: the next event is not taken before the last answer is sent.
    private readonly MemoryStream _output = new();

    private HandlerWrapper(Func<HandlerWrapper, LambdaBootstrapHandler> bind) => Handler = bind(this);

    /// <summary>Reads the input, calls the handler, writes its output. What any of these throws goes to the caller.</summary>
    public LambdaBootstrapHandler Handler { get; }

    /// <summary>Wraps a handler of streams. The bootstrap closes the stream that the handler returns; null answers nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task<Stream>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new(_ => async invocation =>
            new InvocationResponse(await handler(invocation.InputStream, invocation.LambdaContext) ?? Stream.Null));
    }

    /// <summary>Wraps a handler of values.</summary>
    /// <param name="handler">Called with the event. An event that is not a <typeparamref name="TInput"/> fails before it is called.</param>
    /// <param name="serializer">Reads the event and writes the output.</param>
    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(
        Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(serializer);
        return new(wrapper => async invocation =>
        {
            TInput input = serializer.Deserialize<TInput>(invocation.InputStream);
            TOutput output = await handler(input, invocation.LambdaContext);
            return wrapper.Respond(stream => serializer.Serialize(output, stream));
        });
    }

    /// <summary>Frees the buffer of the last output.</summary>
    public void Dispose()
    {
        _output.Dispose();
        GC.SuppressFinalize(this);
    }

    private InvocationResponse Respond(Action<Stream> write)
    {
        _output.SetLength(0);
        write(_output);
        _output.Position = 0;
        return new InvocationResponse(_output, disposeOutputStream: false);
    }
}
