using System.Collections.Specialized;

namespace ScanResponder.Tests.StandIns;

internal sealed record LoopbackRequest(string Method, string Path, NameValueCollection Headers, string Body);
