using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Web;
using Amazon.EC2;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SimpleNotificationService;
using ScanResponder.Aws.Ec2;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace ScanResponder.Tests.Aws;

/// <summary>AWS's side of the wire, as a test wants it: the SDK's own pipeline runs, only the network is missing.</summary>
internal sealed class ScriptedAws(Func<IReadOnlyDictionary<string, string>, (HttpStatusCode Status, string Body)> answer) : HttpClientFactory
{
    /// <summary>The parameters of every request, in the order they came.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Requests { get; } = [];

    public static ScriptedAws Ec2Error(HttpStatusCode status, string code, string message) => new(_ => (status,
        $"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>"));

    public static ScriptedAws SnsError(HttpStatusCode status, string code, string message) => new(_ => (status,
        $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"));

    public static ScriptedAws Broken(Exception error) => new(_ => throw error);

    public AmazonEC2Client Ec2() => new Ec2Client(Credentials, With(new AmazonEC2Config()));

    /// <summary>The SDK's own client, without what <see cref="Ec2Client"/> does differently.</summary>
    public AmazonEC2Client Ec2OfSdk() => new(Credentials, With(new AmazonEC2Config()));

    public AmazonSimpleNotificationServiceClient Sns() => new(Credentials, With(new AmazonSimpleNotificationServiceConfig()));

    public AmazonSecurityTokenServiceClient Sts() => new(Credentials, With(new AmazonSecurityTokenServiceConfig()));

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Wire(this));

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private static BasicAWSCredentials Credentials => new("test", "test");

    private TConfig With<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        config.RegionEndpoint = Amazon.RegionEndpoint.EUWest1;
        config.IgnoreConfiguredEndpointUrls = true;
        config.MaxErrorRetry = 0;
        config.HttpClientFactory = this;
        return config;
    }

    private sealed class Wire(ScriptedAws script) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
            var parameters = form.AllKeys.ToDictionary(key => key!, key => form[key]!);
            script.Requests.Enqueue(parameters);
            var (status, body) = script.Answer(parameters);
            return new(status) { Content = new StringContent(body, Encoding.UTF8, "text/xml"), RequestMessage = request };
        }
    }

    private (HttpStatusCode Status, string Body) Answer(IReadOnlyDictionary<string, string> parameters) => answer(parameters);
}
