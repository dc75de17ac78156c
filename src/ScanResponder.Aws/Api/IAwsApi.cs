using System.Text.Json.Nodes;

namespace ScanResponder.Aws.Api;

/// <summary>The services of an account in a Region, asked as their references say.</summary>
internal interface IAwsApi
{
    /// <summary>Asks.</summary>
    /// <returns>
    /// The members of the answer. Of an answer in XML: elements are members, lists of <c>member</c> are arrays, maps of <c>entry</c> are objects, and all
    /// else is text; an empty list is an empty text.
    /// </returns>
    /// <exception cref="ApiException">The service does not answer as asked.</exception>
    Task<JsonNode> AskAsync(ApiCall call, CancellationToken cancellationToken);
}
