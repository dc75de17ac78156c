using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.CloudWatchEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using CsCheck;
using ScanResponder.Alerts.Document;
using ScanResponder.Cli.Demo;
using ScanResponder.InMemory;
using ScanResponder.Lambda;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tests.Triggers.GuardDuty;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Lambda;

/// <summary>Whatever is handed to the function in place of an event, it ends in an alert or in an error that says what is wrong.</summary>
public sealed class EventFuzzTests
{
    // A finding of hundreds of probes would take most of the time; what it consists of is in the others too.
    private const int LongestSample = 12_000;

    private static readonly string[] Samples =
        [.. Directory.GetFiles(Path.GetFullPath("../../events", Here()), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText).Where(text => text.Length < LongestSample)];

    private static readonly AccountSnapshot Snapshot = Example.Account().Snapshot;

    private static readonly Gen<string> GenSample = Gen.Int[0, Samples.Length - 1].Select(index => Samples[index]);

    [Fact]
    public Task However_an_event_is_mutilated_an_alert_goes_out_or_the_error_is_clear() =>
        Gen.Select(GenSample, Mutilation.Gen.Array[1, 6]).SampleAsync(
            (sample, mutations) => AnswersOrSaysWhyNotAsync(Encoding.UTF8.GetBytes(Mutilation.Of(sample, mutations))), iter: Cases.Of(8_000));

    [Fact]
    public Task However_the_bytes_of_an_event_are_mutilated_an_alert_goes_out_or_the_error_is_clear() =>
        Gen.Select(GenSample, Gen.Select(Gen.Int[0, LongestSample], Gen.Int[0, 40], Gen.Byte.Array[0, 6]).Array[1, 3]).SampleAsync(
            (sample, cuts) => AnswersOrSaysWhyNotAsync(cuts.Aggregate(Encoding.UTF8.GetBytes(sample), (bytes, cut) => Cut(bytes, cut.Item1, cut.Item2, cut.Item3))),
            iter: Cases.Of(2_000));

    [Fact]
    public async Task Many_of_the_samples_end_in_an_alert()
    {
        var answered = 0;
        foreach (var sample in Samples)
            answered += await AnswersAsync(Encoding.UTF8.GetBytes(sample)) ? 1 : 0;

        Assert.InRange(answered, Samples.Length / 4, Samples.Length - 1);
    }

    private static async Task AnswersOrSaysWhyNotAsync(byte[] received) => _ = await AnswersAsync(received);

    private static async Task<bool> AnswersAsync(byte[] received)
    {
        var json = new LambdaJson();
        try
        {
            var content = Function.Read(json.Deserialize<CloudWatchEvent<EventDetail>>(new MemoryStream(received)));
            if (content.Nothing is { } nothing)
            {
                Assert.InRange(nothing.Length, 1, 300);
                Assert.Empty(content.Triggers);
                return false;
            }

            var trigger = content.Triggers[0];
            var account = new InMemoryAccount(Snapshot);
            var alert = await new Responder(account, account, new Policy { Mode = Mode.Remediate }, new HurriedTime(), new InMemoryJournal())
                .RespondAsync(trigger, CancellationToken.None);
            json.Serialize(new Answer([AlertDocument.Of(alert)]), Stream.Null);
            if (alert.Outcome.Why is Reason.OpensNothing)
            {
                Assert.Empty(account.Published);
                return false;
            }

            var sms = (string?)JsonNode.Parse(Assert.Single(account.Published).Message)!["sms"];
            Assert.InRange(sms!.Length, 1, 160);
            return true;
        }
        catch (TriggerFormatException refusal)
        {
            Assert.InRange(refusal.Message.Length, 1, 1_000);
            Assert.DoesNotContain(refusal.Message, char.IsControl);
            return false;
        }
        catch (JsonSerializerException refusal)
        {
            // AWS's serializer says where the JSON breaks off, and quotes a line's end there.
            Assert.Contains("LineNumber", refusal.ToString(), StringComparison.Ordinal);
            return false;
        }
    }

    private static byte[] Cut(byte[] bytes, int place, int length, byte[] insert)
    {
        place = Math.Min(place, bytes.Length);
        return [.. bytes[..place], .. insert, .. bytes[Math.Min(place + length, bytes.Length)..]];
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
