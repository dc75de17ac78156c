namespace Amazon.Lambda.RuntimeSupport;

/// <summary>What the function answers, sent from the stream's position to its end. At most 6 MiB; Lambda refuses more.</summary>
/// <param name="outputStream">The answer; usually JSON, may be empty.</param>
/// <param name="disposeOutputStream">Whether the bootstrap closes the stream once it is sent.</param>
public class InvocationResponse(Stream outputStream, bool disposeOutputStream)
{
    /// <summary>Creates an answer whose stream the bootstrap closes once it is sent.</summary>
    public InvocationResponse(Stream outputStream)
        : this(outputStream, true)
    {
    }

    /// <summary>The answer.</summary>
    public Stream OutputStream { get; set; } = outputStream;

    /// <summary>Whether the bootstrap closes <see cref="OutputStream"/> once it is sent.</summary>
    public bool DisposeOutputStream { get; } = disposeOutputStream;
}
