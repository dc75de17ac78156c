using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One event, and the invocation it belongs to.</summary>
public class InvocationRequest : IDisposable
{
    internal InvocationRequest(Stream inputStream, ILambdaContext lambdaContext)
    {
        InputStream = inputStream;
        LambdaContext = lambdaContext;
    }

    /// <summary>The event as it came, to be read once.</summary>
    public Stream InputStream { get; }

    /// <summary>The invocation.</summary>
    public ILambdaContext LambdaContext { get; }

    /// <summary>Closes <see cref="InputStream"/>.</summary>
    public void Dispose()
    {
        InputStream.Dispose();
        GC.SuppressFinalize(this);
    }
}
