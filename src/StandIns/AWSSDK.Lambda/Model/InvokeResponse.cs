using Amazon.Runtime;

namespace Amazon.Lambda.Model;

/// <summary>What became of an invocation.</summary>
public class InvokeResponse : AmazonWebServiceResponse
{
    /// <summary><c>Handled</c> or <c>Unhandled</c> where the function was waited for and failed; else null.</summary>
    public string? FunctionError { get; set; }

    /// <summary>What the function returned, or how it failed, in JSON; empty where nothing was waited for.</summary>
    public MemoryStream? Payload { get; set; }

    /// <summary>
    /// 200 for <c>RequestResponse</c>, 202 for <see cref="InvocationType.Event"/>, 204 for
    /// <c>DryRun</c>.
    /// </summary>
    public int? StatusCode { get; set; }
}
