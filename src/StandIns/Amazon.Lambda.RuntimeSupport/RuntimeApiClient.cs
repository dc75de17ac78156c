using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace Amazon.Lambda.RuntimeSupport;

// The four calls of https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
internal sealed class RuntimeApiClient(HttpClient httpClient, string endpoint)
{
    private const string ErrorType = "Lambda-Runtime-Function-Error-Type";
    private const string XRayErrorCause = "Lambda-Runtime-Function-XRay-Error-Cause";
    private const int LongestXRayErrorCause = 1024 * 1024 - 1;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue ErrorJson = new("application/vnd.aws.lambda.error+json");

    private static readonly string UserAgent = string.Create(
        CultureInfo.InvariantCulture,
        $"aws-lambda-dotnet/{Environment.Version}-{typeof(RuntimeApiClient).Assembly.GetName().Version?.ToString(3)}" +
        $"{(RuntimeFeature.IsDynamicCodeSupported ? "" : "-aot")}");

    private readonly string _runtime = $"http://{endpoint}/2018-06-01/runtime";

    /// <summary>Waits for the next event, for as long as it takes.</summary>
    public async Task<ReceivedEvent> NextAsync(CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, "invocation/next");
        request.Headers.Accept.Add(new("application/json"));
        HttpResponseMessage response = await httpClient.SendAsync(request, cancellationToken);
        try
        {
            await RequireSuccessAsync(request, response);
            return await ReceivedEvent.ReadAsync(response, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public async Task RespondAsync(string requestId, Stream output)
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, $"invocation/{requestId}/response");
        request.Content = new StreamContent(new UnclosedStream(output)) { Headers = { ContentType = Json } };
        await SendAsync(request);
    }

    public Task ReportInvocationErrorAsync(string requestId, Exception exception) =>
        ReportAsync($"invocation/{requestId}/error", exception);

    public Task ReportInitErrorAsync(Exception exception) => ReportAsync("init/error", exception);

    private async Task ReportAsync(string path, Exception exception)
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(ErrorDocument.Of(exception)) { Headers = { ContentType = ErrorJson } };
        request.Headers.TryAddWithoutValidation(ErrorType, exception.GetType().Name);
        string cause = XRayCause.Of(exception);
        if (cause.Length <= LongestXRayErrorCause)
            request.Headers.TryAddWithoutValidation(XRayErrorCause, cause);
        await SendAsync(request);
    }

    private async Task SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await httpClient.SendAsync(request);
        await RequireSuccessAsync(request, response);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, $"{_runtime}/{path}");
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        return request;
    }

    private static async Task RequireSuccessAsync(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            return;
        string body = await response.Content.ReadAsStringAsync();
        throw new RuntimeApiClientException(
            $"Lambda's Runtime API answered {request.Method} {request.RequestUri} with {(int)response.StatusCode}: {body}",
            (int)response.StatusCode, body);
    }
}
