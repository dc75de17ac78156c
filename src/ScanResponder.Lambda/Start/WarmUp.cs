using System.Text;
using Amazon.Lambda.CloudWatchEvents;
using ScanResponder.Aws;
using ScanResponder.Evidence;
using ScanResponder.Triggers;

namespace ScanResponder.Lambda.Start;

/// <summary>
/// The function's own walk over an example, before its first event. What a process does once, such as reading the SDK's lists of values and its rules of
/// endpoints, is done while Lambda starts it, when it has whole processors, and not while somebody's port is open.
/// </summary>
internal static class WarmUp
{
    /// <summary>Longer than this, it is not worth it: Lambda gives a start ten seconds.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>A network that is there takes a tenth of it.</summary>
    private static readonly TimeSpan LongestForConnections = TimeSpan.FromMilliseconds(200);

    /// <summary>EC2, as the SDK calls it.</summary>
    private const string Ec2 = "EC2";

    /// <summary>How many calls of EC2 the walk makes at the same time. More take the next connections that are free, or make their own.</summary>
    private const int Ec2AtOnce = 14;

    /// <summary>Walks, and logs where that fails: a function that is not warm answers too.</summary>
    /// <param name="settings">What the environment says: the same clients are warmed as will be asked, and the same mode.</param>
    internal static async Task RunAsync(Settings settings)
    {
        try
        {
            using var aws = new ExampleAws(settings);
            var roots = Task.Run(() => TrustedRoots.Read(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL")));
            await Task.WhenAll(roots, AnswerAsync(settings, aws)).WaitAsync(Longest);
            await ConnectAsync(aws);

            // What the example took is there for the first answer, which needs no more memory therefore.
            GC.Collect();
        }
        catch (Exception exception)
        {
            Log.NotWarmedUp(exception);
        }
    }

    /// <summary>
    /// Makes the connections that the first answer will ask for, to where the example's requests would have gone. The handshakes of TLS take more of a
    /// processor than the answer. EC2's are waited for, since no answer can do without it; a network may lead to no other service.
    /// </summary>
    private static async Task ConnectAsync(ExampleAws aws)
    {
        var connections = aws.Addresses
            .Select(to => (to.Service, Made: Task.WhenAll(Enumerable.Range(0, to.Service == Ec2 ? Ec2AtOnce : 1).Select(_ => ReadyConnections.OfProcess.OpenAsync(to.Address)))))
            .ToList();
        await Task.WhenAny(Task.WhenAll(connections.Where(to => to.Service == Ec2).Select(to => to.Made)), Task.Delay(LongestForConnections));
    }

    /// <summary>Reads the example's event, answers it and writes the answer, as the runtime client would have it done.</summary>
    /// <returns>The answer, as JSON.</returns>
    internal static async Task<byte[]> AnswerAsync(Settings settings, ExampleAws aws)
    {
        // What the operator exempts or bounds is not to keep the example from its answer, and no query of logs, which takes seconds, is waited for.
        var example = settings with
        {
            Policy = new() { Mode = settings.Policy.Mode, Approvals = settings.Policy.Approvals },
            MemberRole = null,
            FlowLogs = new FlowLogPlace.Auto(),
            AuthLogs = null,
        };
        var json = new LambdaJson();
        using var received = new MemoryStream(Encoding.UTF8.GetBytes(ExampleAws.Finding(settings)));
        var answer = await Composition.Compose(example, aws, Stream.Null)
            .HandleAsync(json.Deserialize<CloudWatchEvent<EventDetail>>(received), new ExampleContext());
        using var written = new MemoryStream();
        json.Serialize(answer, written);
        return written.ToArray();
    }
}
