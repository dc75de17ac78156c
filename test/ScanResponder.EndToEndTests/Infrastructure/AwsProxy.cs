using System.Text.RegularExpressions;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// Stands between the function and moto (or any AWS): passes every call on, writes it down, and breaks those that a test names.
/// </summary>
public sealed partial class AwsProxy : IAsyncDisposable
{
    private readonly HttpClient aws = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly Lock gate = new();
    private readonly List<AwsCall> calls = [];
    private readonly List<(Func<AwsCall, bool> When, Fault Fault)> faults = [];
    private readonly Uri target;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> underWay = [];
    private readonly LoopbackHttpServer server;

    /// <param name="target">Where AWS is.</param>
    /// <param name="clock">Times the calls.</param>
    public AwsProxy(Uri target, TimeProvider? clock = null)
    {
        this.target = target;
        this.clock = clock ?? TimeProvider.System;
        server = new LoopbackHttpServer(AnswerAsync);
    }

    /// <summary>The value for AWS_ENDPOINT_URL.</summary>
    public Uri Address => server.Address;

    /// <summary>
    /// How long each call takes at least. With some 40 ms, calls that the function starts together overlap for certain, and
    /// <see cref="RoundTripsInSequence"/> counts what the function waits for and not how the machine scheduled it.
    /// </summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Answers for EC2 where it is less kind than moto; null for moto alone. It ends with the proxy.</summary>
    public LaggingEc2? Ec2 { get; set; }

    /// <summary>All calls so far, in the order in which they came.</summary>
    public IReadOnlyList<AwsCall> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    /// <inheritdoc cref="RoundTrips.InSequence"/>
    public int RoundTripsInSequence => RoundTrips.InSequence(Calls);

    /// <summary>What SNS has taken in, whether the publisher got to know or not.</summary>
    public IReadOnlyList<PublishedMessage> Published =>
        [.. Calls.Where(call => call is { Service: "sns", Action: "Publish", Performed.Status: 200 }).Select(PublishedMessage.Of)];

    /// <summary>Breaks every call that <paramref name="when"/> picks; the first fault that picks a call has it.</summary>
    public void Inject(Func<AwsCall, bool> when, Fault fault)
    {
        lock (gate)
        {
            faults.Add((when, fault));
        }
    }

    /// <summary>From now on nothing is broken.</summary>
    public void Mend()
    {
        lock (gate)
        {
            faults.Clear();
        }
    }

    /// <summary>Forgets the calls so far, so that the next invocation is counted alone.</summary>
    public void Forget()
    {
        lock (gate)
        {
            calls.Clear();
        }
    }

    /// <summary>
    /// Waits until AWS has performed the calls that have arrived, so that a test can look at what a killed function has left behind. Calls
    /// that hang are not waited for.
    /// </summary>
    public Task SettleAsync()
    {
        lock (gate)
        {
            return Task.WhenAll(underWay);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await server.DisposeAsync();
        aws.Dispose();
        Ec2?.Dispose();
        stopping.Dispose();
    }

    // A call that has arrived is performed even if its caller is gone by then, as AWS would: only a hang ends with the caller.
    private async Task<HttpAnswer> AnswerAsync(HttpCall request, CancellationToken callerGone)
    {
        AwsCall call = Begin(request);
        if (call.Fault is Fault.Hang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, callerGone);
        }

        Task<HttpAnswer> answering = AnswerAsync(call, stopping.Token);
        lock (gate)
        {
            underWay.RemoveAll(task => task.IsCompleted);
            underWay.Add(answering);
        }

        return await answering;
    }

    private async Task<HttpAnswer> AnswerAsync(AwsCall call, CancellationToken cancellationToken)
    {
        if (Latency > TimeSpan.Zero)
        {
            await Task.Delay(Latency, clock, cancellationToken);
        }

        switch (call.Fault)
        {
            case Fault.Refused refused:
                return End(call, refused.ErrorOf(call.Service).For(call.Service));
            case Fault.AnsweredInstead instead:
                return End(call, instead.Answer);
            case Fault.ConnectionReset:
                return End(call, HttpAnswer.Reset);
            case Fault.Before before:
                before.Act(call);
                return End(call, HttpAnswer.Reset);
            case Fault.AnswerLost:
                await PerformAsync(call, cancellationToken);
                return End(call, HttpAnswer.Reset);
            case Fault.After after:
                AwsCall performed = await PerformAsync(call, cancellationToken);
                after.Act(performed);
                return End(call, HttpAnswer.Reset);
            case Fault.Meanwhile meanwhile:
                await meanwhile.First(call);
                AwsCall answered = await PerformAsync(call, cancellationToken);
                await meanwhile.Then(answered);
                return End(call, answered.Performed!);
            case Fault.Late late:
                await Task.Delay(late.By, clock, cancellationToken);
                break;
        }

        return End(call, (await PerformAsync(call, cancellationToken)).Performed!);
    }

    private AwsCall Begin(HttpCall request)
    {
        Match scope = CredentialScope().Match(request.Header("Authorization") ?? "");
        string service = scope.Success ? scope.Groups["service"].Value : "";
        string region = scope.Groups["region"].Value;
        string caller = scope.Groups["key"].Value;
        string action = request.Header("X-Amz-Target")?.Split('.')[^1]
            ?? AwsCall.FormOf(request.Text).GetValueOrDefault("Action")
            ?? request.Target;
        lock (gate)
        {
            int occurrence = 1 + calls.Count(earlier => earlier.Service == service && earlier.Action == action);
            var call = new AwsCall(calls.Count + 1, occurrence, service, action, region, caller, request, clock.GetTimestamp());
            call = call with { Fault = faults.FirstOrDefault(fault => fault.When(call)).Fault };
            calls.Add(call);
            return call;
        }
    }

    private async Task<AwsCall> PerformAsync(AwsCall call, CancellationToken cancellationToken)
    {
        HttpAnswer answer = await (Ec2 is { } ec2 && call.Service == "ec2"
            ? ec2.AnswerAsync(call, SendAsync, cancellationToken)
            : SendAsync(call.Request, cancellationToken));
        return Update(call, known => known with { Performed = answer });
    }

    private async Task<HttpAnswer> SendAsync(HttpCall request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = request.ToMessage(target);
        using HttpResponseMessage response = await aws.SendAsync(message, cancellationToken);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new HttpAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), body)
        {
            Headers = response.Headers
                .Where(header => !header.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase)
                    && !header.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value)),
        };
    }

    // The end is noted before the caller can see the answer: a call that the answer leads to starts later, on the same clock.
    private HttpAnswer End(AwsCall call, HttpAnswer answer)
    {
        Update(call, known => known with
        {
            EndedAt = clock.GetTimestamp(),
            Answered = ReferenceEquals(answer, HttpAnswer.Reset) ? null : answer,
        });
        return answer;
    }

    private AwsCall Update(AwsCall call, Func<AwsCall, AwsCall> change)
    {
        lock (gate)
        {
            int index = calls.FindIndex(known => ReferenceEquals(known.Request, call.Request));
            return index < 0 ? change(call) : calls[index] = change(calls[index]);
        }
    }

    [GeneratedRegex("Credential=(?<key>[^/]+)/[0-9]+/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request")]
    private static partial Regex CredentialScope();
}
