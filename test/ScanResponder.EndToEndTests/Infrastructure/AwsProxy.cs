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
    private readonly Task<Uri> target;
    private readonly Uri? dynamoDb;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<TaskCompletionSource> held = [];
    private readonly Dictionary<string, Task<HttpAnswer>> underWay = [];
    private readonly LoopbackHttpServer server;

    /// <param name="target">Where AWS is.</param>
    /// <param name="dynamoDb">Where DynamoDB is; null for the same place.</param>
    public AwsProxy(Uri target, Uri? dynamoDb = null)
        : this(Task.FromResult(target), dynamoDb)
    {
    }

    /// <param name="target">Where AWS is, once that is known; calls wait for it.</param>
    /// <param name="dynamoDb">Where DynamoDB is; null for the same place.</param>
    public AwsProxy(Task<Uri> target, Uri? dynamoDb = null)
    {
        this.target = target;
        this.dynamoDb = dynamoDb;
        server = new LoopbackHttpServer(AnswerAsync);
    }

    /// <summary>The value for AWS_ENDPOINT_URL.</summary>
    public Uri Address => server.Address;

    /// <summary>
    /// Whether the caller waits for answers and does nothing else. Where it is given, answers are held until the caller stands still and go
    /// out all together, so that <see cref="RoundTripsInSequence"/> counts what the caller waits for, however slow the machine is.
    /// </summary>
    public Func<bool>? CallerStandsStill { get; set; }

    /// <summary>
    /// True where SNS answers at once, without moto. The function gives it five seconds, and then the SDK publishes again: a simulator that is
    /// late on a busy machine would be told as two alerts, by no fault of the function's.
    /// </summary>
    public bool SnsIsPrompt { get; set; }

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

    /// <summary>How many calls came again, with the SDK's id of the first, while that one was under way; they are not among <see cref="Calls"/>.</summary>
    public int Repeats { get; private set; }

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
    /// Waits until AWS has performed all that callers have sent who are dead by now, so that nothing of theirs comes later, and a test can
    /// look at what they have left behind.
    /// </summary>
    public Task SettleAsync(CancellationToken cancellationToken) => server.DrainAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await server.DisposeAsync();
        aws.Dispose();
        Ec2?.Dispose();
        stopping.Dispose();
    }

    /// <summary>The calls so far, a line each.</summary>
    public override string ToString() => string.Join("\n", Calls);

    // A call that the SDK repeats since moto is late on a busy machine is the same call still: AWS would have answered by then. One whose fault a
    // test has asked for is another.
    private Task<HttpAnswer> AnswerAsync(HttpCall request, CancellationToken callerGone)
    {
        lock (gate)
        {
            string id = request.Header("amz-sdk-invocation-id") ?? "";
            if (underWay.TryGetValue(id, out Task<HttpAnswer>? first) && !first.IsCompleted)
            {
                Repeats++;
                return first;
            }

            AwsCall call = Begin(request);
            Task<HttpAnswer> answering = Task.Run(() => AnswerToTheEndAsync(call, callerGone), CancellationToken.None);
            if (id.Length > 0 && call.Fault is null)
            {
                underWay[id] = answering;
            }

            return answering;
        }
    }

    // A call that has arrived is performed even if its caller is gone by then, as AWS would: only a hang ends with the caller.
    private async Task<HttpAnswer> AnswerToTheEndAsync(AwsCall call, CancellationToken callerGone)
    {
        if (call.Fault is Fault.Hang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, callerGone);
        }

        HttpAnswer answer = await AnswerAsync(call, stopping.Token);
        if (CallerStandsStill is { } standsStill)
        {
            await HoldAsync(standsStill);
        }

        return End(call, answer);
    }

    private async Task<HttpAnswer> AnswerAsync(AwsCall call, CancellationToken cancellationToken)
    {
        switch (call.Fault)
        {
            case Fault.Refused refused:
                return refused.ErrorOf(call.Service).For(call.Service);
            case Fault.AnsweredInstead instead:
                await instead.Awaited.WaitAsync(cancellationToken);
                return instead.Answer;
            case Fault.ConnectionReset:
                return HttpAnswer.Reset;
            case Fault.Before before:
                before.Act(call);
                return HttpAnswer.Reset;
            case Fault.AnswerLost:
                await PerformAsync(call, cancellationToken);
                return HttpAnswer.Reset;
            case Fault.After after:
                AwsCall performed = await PerformAsync(call, cancellationToken);
                after.Act(performed);
                return HttpAnswer.Reset;
            case Fault.Meanwhile meanwhile:
                await meanwhile.First(call);
                AwsCall answered = await PerformAsync(call, cancellationToken);
                await meanwhile.Then(answered);
                return answered.Performed!;
            case Fault.Late late:
                await Task.Delay(late.By, cancellationToken);
                break;
        }

        return (await PerformAsync(call, cancellationToken)).Performed!;
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
            var call = new AwsCall(calls.Count + 1, occurrence, service, action, region, caller, request, TimeProvider.System.GetTimestamp());
            call = call with { Fault = faults.FirstOrDefault(fault => fault.When(call)).Fault };
            calls.Add(call);
            return call;
        }
    }

    private async Task<AwsCall> PerformAsync(AwsCall call, CancellationToken cancellationToken)
    {
        HttpAnswer answer = call switch
        {
            { Service: "sns", Action: "Publish" } when SnsIsPrompt => TakenIn(),
            // moto has no event history: nobody has done anything, unless a test says so.
            { Service: "cloudtrail" } => HttpAnswer.Json(200, """{"Events":[]}"""),
            { Service: "dynamodb" } when dynamoDb is not null => await SendAsync(dynamoDb, call.Request, cancellationToken),
            { Service: "ec2" } when Ec2 is { } ec2 => await ec2.AnswerAsync(call, SendAsync, cancellationToken),
            _ => await SendAsync(call.Request, cancellationToken),
        };
        return Update(call, known => known with { Performed = answer });
    }

    private async Task<HttpAnswer> SendAsync(HttpCall request, CancellationToken cancellationToken) =>
        await SendAsync(await target.WaitAsync(cancellationToken), request, cancellationToken);

    private async Task<HttpAnswer> SendAsync(Uri to, HttpCall request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = request.ToMessage(to);
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

    private static HttpAnswer TakenIn() => HttpAnswer.Xml(
        200,
        $"""
        <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
          <PublishResult><MessageId>{Guid.NewGuid()}</MessageId></PublishResult>
          <ResponseMetadata><RequestId>{Guid.NewGuid()}</RequestId></ResponseMetadata>
        </PublishResponse>
        """);

    private Task HoldAsync(Func<bool> standsStill)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            held.Add(release);
            if (held.Count == 1)
            {
                _ = ReleaseAsync(standsStill);
            }
        }

        return release.Task.WaitAsync(stopping.Token);
    }

    // A caller that sends something between two looks is seen by what has arrived; that it stands still is believed after a few looks.
    private async Task ReleaseAsync(Func<bool> standsStill)
    {
        const int Looks = 5;
        int known = 0;
        for (int still = 0; still < Looks;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), stopping.Token);
            bool stands = standsStill();
            lock (gate)
            {
                int open = calls.Count(call => call is { EndedAt: null, Fault: not Fault.Hang });
                still = stands && calls.Count == known && open == held.Count ? still + 1 : 0;
                known = calls.Count;
                if (still == Looks)
                {
                    held.ForEach(release => release.SetResult());
                    held.Clear();
                }
            }
        }
    }

    // The end is noted before the caller can see the answer: a call that the answer leads to starts later, on the same clock.
    private HttpAnswer End(AwsCall call, HttpAnswer answer)
    {
        Update(call, known => known with
        {
            EndedAt = TimeProvider.System.GetTimestamp(),
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
