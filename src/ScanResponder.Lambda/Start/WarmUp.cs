using System.Text;
using Amazon.Lambda.CloudWatchEvents;
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

    /// <summary>Walks, and logs where that fails: a function that is not warm answers too.</summary>
    /// <param name="settings">What the environment says: the same clients are warmed as will be asked, and the same mode.</param>
    internal static async Task RunAsync(Settings settings)
    {
        try
        {
            using var aws = new ExampleAws(settings);
            var roots = Task.Run(() => TrustedRoots.Read(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL")));
            await Task.WhenAll(roots, AnswerAsync(settings, aws)).WaitAsync(Longest);

            // What the example took is there for the first answer, which needs no more memory therefore.
            GC.Collect();
        }
        catch (Exception exception)
        {
            Log.NotWarmedUp(exception);
        }
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
