namespace ScanResponder.Aws;

/// <summary>HTTP clients that give the SDK no JSON answer that it cannot read to an end: <see cref="JsonAnswer"/>.</summary>
internal sealed class CheckedHttpClients : HttpClients
{
    protected override HttpMessageHandler Around(HttpMessageHandler connections) => new Checked(connections);

    private sealed class Checked(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            JsonAnswer.Check(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return response;
        }
    }
}
