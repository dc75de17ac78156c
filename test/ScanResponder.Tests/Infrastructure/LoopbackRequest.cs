using System.Collections.Specialized;

namespace ScanResponder.Tests.Infrastructure;

internal sealed record LoopbackRequest(string Method, string Path, NameValueCollection Headers, string Body);
