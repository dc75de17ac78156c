namespace Amazon.Lambda.Core;

/// <summary>What a caller said about itself in <c>X-Amz-Client-Context</c>. EventBridge never sends one.</summary>
public interface IClientContext
{
    /// <summary>The caller's surroundings, as the AWS Mobile SDK sees them; null if the caller sent none.</summary>
    IDictionary<string, string>? Environment { get; }

    /// <summary>The app; null if the caller named none.</summary>
    IClientApplication? Client { get; }

    /// <summary>Whatever else the app sends; null if it sent nothing.</summary>
    IDictionary<string, string>? Custom { get; }
}
