using Amazon.Runtime;
using ScanResponder.Alerts;
using ScanResponder.Aws.Api;
using ScanResponder.Triggers;

namespace ScanResponder.Aws.Alerts;

/// <summary>
/// An S3 bucket that pages are put into: <see href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html"/>. People look at them in the console: an
/// address that the function signed would end with the session of its role.
/// </summary>
/// <remarks>
/// The one call goes through <see cref="AwsApi"/>, which is in the function anyway, and not through AWSSDK.S3, whose PutObject alone made the native
/// binary 510,144 bytes larger (18,554,616 to 19,064,760, version 4.0.103, November 2026).
/// </remarks>
public sealed class S3Pages : IPageStore, IDisposable
{
    /// <summary>No alert waits longer than this for its page.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    private readonly string _bucket;
    private readonly AwsScope _scope;
    private readonly AwsApi _api;

    /// <summary>The bucket, in the function's own Region.</summary>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="scope">The account and the Region of the function.</param>
    /// <param name="http">What carries requests; null for .NET's own HTTP.</param>
    public S3Pages(string bucket, AwsScope scope, HttpClientFactory? http = null)
    {
        (_bucket, _scope) = (bucket, scope);
        _api = new(null, scope.Region) { Http = http };
    }

    /// <inheritdoc/>
    public string LinkTo(string key) => _scope.ConsoleObject(_bucket, key);

    /// <inheritdoc/>
    public async Task<string?> WriteAsync(string key, string html, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Longest);
        try
        {
            // The bucket stands in the path: it may have dots in its name, which no certificate of S3 has.
            await _api.AskAsync(new(ApiService.S3, "PutObject") { Method = "PUT", Path = $"/{_bucket}/{key}", Text = html, ContentType = "text/html; charset=utf-8" }, patience.Token);
            return null;
        }
        catch (ApiException exception)
        {
            return $"The page of this alert could not be written to the bucket {_bucket}: {exception.Message.TrimEnd('.')}.";
        }
        catch (OperationCanceledException)
        {
            return $"The page of this alert could not be written to the bucket {_bucket}: S3 did not answer in time.";
        }
    }

    /// <summary>Closes the client.</summary>
    public void Dispose() => _api.Dispose();
}
