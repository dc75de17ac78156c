namespace ScanResponder.Aws;

/// <summary>
/// HTTP clients that send the body of a request once. Where a connection that was used before is lost before any byte of an answer has come, .NET's
/// handler sends the request again by itself, although it may have been performed; with these clients the request fails instead, and who asked decides.
/// </summary>
internal sealed class SentOnceHttpClients : HttpClients
{
    protected override HttpMessageHandler Around(HttpMessageHandler connections) => new SentOnce(connections);

    private sealed class SentOnce(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is { } content)
                request.Content = new OnceContent(content);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class OnceContent : HttpContent
    {
        private readonly HttpContent _content;
        private int _sent;

        internal OnceContent(HttpContent content)
        {
            _content = content;
            foreach (var (name, values) in content.Headers.NonValidated)
                Headers.TryAddWithoutValidation(name, values);
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken) =>
            Interlocked.Exchange(ref _sent, 1) == 0
                ? _content.CopyToAsync(stream, context, cancellationToken)
                : throw new IOException("The connection was lost before an answer came, and the request may have been performed.");

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? 0;
            return _content.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _content.Dispose();
            base.Dispose(disposing);
        }
    }
}
