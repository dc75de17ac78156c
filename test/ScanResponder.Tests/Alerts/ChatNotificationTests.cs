using System.Text.Json.Nodes;
using ScanResponder.Alerts.Chat;

namespace ScanResponder.Tests.Alerts;

public sealed class ChatNotificationTests
{
    [Fact]
    public void Every_update_of_a_finding_goes_to_the_same_thread() => Assert.All(
        ExampleAlerts.All.Values,
        alert => Assert.Equal(alert.Trigger.Id, JsonNode.Parse(ChatNotification.Of(alert))!["metadata"]!["threadId"]!.GetValue<string>()));

    [Fact]
    public void A_name_cannot_mention_anybody_nor_link_anywhere()
    {
        var alert = ExampleAlerts.All["tightened"];
        var named = alert with { View = alert.View with { Instance = ExampleAlerts.Instance with { Name = "`<!channel> [a](https://evil.example) *b*`" } } };

        var content = JsonNode.Parse(ChatNotification.Of(named))!["content"]!;

        Assert.Contains("`'‹!channel› (a)(https(://)evil(.)example) *b*'`", content["title"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.All(
            [content["description"]!.GetValue<string>(), .. content["nextSteps"]!.AsArray().Select(step => step!.GetValue<string>())],
            text => Assert.DoesNotContain(text, character => character is '<' or '[' or ']'));
    }
}
