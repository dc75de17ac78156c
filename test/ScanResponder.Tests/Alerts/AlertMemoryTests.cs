using System.Collections.Immutable;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Page;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Alerts;

/// <summary>
/// What it takes to write the largest alerts. An alert with 10,000 addresses once took 200 MB for its message, where each sentence copied all of them.
/// </summary>
public class AlertMemoryTests
{
    private const int Megabyte = 1 << 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_alert_about_1000_rules_and_10000_addresses_is_written_in_little_memory(bool done)
    {
        var alert = Large(1_000, 10_000, done);

        // Until the runtime has optimized it, the same code allocates up to a half more: the limits are a tenth above that.
        Assert.InRange(Allocated(() => AlertMessage.Of(alert)), 0, 42 * Megabyte);
        Assert.InRange(Allocated(() => AlertDocument.Within(alert, 5_900_000)), 0, 14 * Megabyte);
        Assert.InRange(Allocated(() => PageRenderer.Of(alert)), 0, 72 * Megabyte);
    }

    private static long Allocated(Func<object> write)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        write();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Alert Large(int rules, int addresses, bool done)
    {
        var probes = Enumerable.Range(0, addresses).Select(number => new Probe(22, "SSH", $"2001:db8::{number:x}", "Brazil", "Example Telecom", null, "10.0.1.17"));
        var open = Enumerable.Range(0, rules).Select(number => ExampleAlerts.Rule($"sgr-{number}", new Traffic.Tcp(new(number % 22, 22 + number)), "0.0.0.0/0", "a rule"));
        var alert = ExampleAlerts.Of(ExampleAlerts.Finding with { Probes = [.. probes] }, ExampleAlerts.GroupOf("sg-1", "web-servers", open));
        var changes = ExampleAlerts.Changes(alert, done ? ChangeStatus.Done : ChangeStatus.Planned);
        return done ? alert.With(Verdict.Tightened, "It was closed.", changes) : alert with
        {
            Outcome = Outcome.Of(Verdict.LeftOpen, new Reason.NotifyOnly()) with
            {
                Close = RuleCommands.Close(alert.Trigger.AccountId, alert.Trigger.Region, changes, ImmutableHashSet<string>.Empty),
                Reopen = RuleCommands.Reopen(alert.Trigger.AccountId, alert.Trigger.Region, changes, ImmutableHashSet<string>.Empty),
            },
        };
    }
}
