using ScanResponder.Alerts.Page;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Alerts;

public sealed class PageKeyTests
{
    [Fact]
    public void A_key_is_in_the_order_of_time_and_names_the_finding()
    {
        var alert = ExampleAlerts.All["tightened"];

        Assert.Equal($"alerts/123456789012/eu-west-1/{alert.Time.UtcDateTime:yyyy-MM-dd/HHmmss}-{alert.Trigger.Id}.html", PageKey.Of(alert));
    }

    [Fact]
    public void An_id_of_others_leads_nowhere_else()
    {
        var alert = ExampleAlerts.All["tightened"];

        var key = PageKey.Of(alert with { Trigger = (Finding)alert.Trigger with { Id = "../../x?y=z&" + new string('é', 2_000) } });

        Assert.Matches(@"\Aalerts/123456789012/eu-west-1/[0-9-]{10}/[0-9]{6}-[A-Za-z0-9_-]{1,64}\.html\z", key);
    }
}
