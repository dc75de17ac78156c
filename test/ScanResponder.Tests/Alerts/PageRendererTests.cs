using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Email;
using ScanResponder.Alerts.Page;
using ScanResponder.Network;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Alerts;

public sealed partial class PageRendererTests
{
    private const string Hostile = "</style></pre></script><script>alert(1)</script><img src=https://evil.example/x onerror=alert(1)> \" onload=\"x";

    public static TheoryData<string> Outcomes => [.. ExampleAlerts.All.Keys.Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Outcomes))]
    public void The_page_says_what_the_email_says(string outcome)
    {
        var alert = ExampleAlerts.All[outcome];
        var mail = EmailRenderer.Of(alert).Split('\n');

        var text = TextOf(PageRenderer.Of(alert));

        Assert.All(mail[..2], line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.All(mail.Where(line => Step().IsMatch(line)), line => Assert.Contains(Step().Replace(line, ""), text, StringComparison.Ordinal));
        Assert.Contains(alert.Outcome.Reason, text, StringComparison.Ordinal);
        Assert.All(alert.Outcome.Undo.Concat(alert.Outcome.Close).Concat(alert.Outcome.Reopen).Concat(alert.Isolation.Isolate).Concat(alert.OwnGroup.Close).Concat(alert.OwnGroup.Reopen), line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.All(alert.Notes, note => Assert.Contains(note, text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_time_line_goes_from_the_start_over_who_opened_it_to_the_alert()
    {
        var page = PageRenderer.Of(ExampleAlerts.All["tightened"]);

        var moments = Moments().Matches(page).Select(match => TextOf(match.Value)).ToList();

        Assert.Equal(6, moments.Count);
        Assert.Contains("web-1 was started", moments[0], StringComparison.Ordinal);
        Assert.Contains("mika (role Builder) added tcp 22 from 0.0.0.0/0", moments[1], StringComparison.Ordinal);
        Assert.Contains("Somebody first tried it", moments[2], StringComparison.Ordinal);
        Assert.Contains("14 times", moments[3], StringComparison.Ordinal);
        Assert.Contains("The port was closed", moments[4], StringComparison.Ordinal);
        Assert.Contains("This alert was written", moments[5], StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_port_is_drawn_shut_at_its_group_and_an_open_one_is_not()
    {
        var closed = PageRenderer.Of(ExampleAlerts.All["tightened"]);
        var open = PageRenderer.Of(ExampleAlerts.All["left-open"]);

        Assert.Contains("SSH (TCP 22), guarded, probed: <span>closed now", closed, StringComparison.Ordinal);
        Assert.Contains("closed now; was", closed, StringComparison.Ordinal);
        Assert.Contains("SSH (TCP 22), guarded, probed: <span>open by its rules", open, StringComparison.Ordinal);
        Assert.DoesNotContain("closed now", open, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_guarded_port_has_a_lane_of_its_own()
    {
        var page = PageRenderer.Of(ExampleAlerts.All["tightened"] with { GuardedPorts = [22, 3389] });

        Assert.Equal(2, Regex.Count(page, "<section class=\"lane "));
        Assert.Contains("RDP (TCP 3389), guarded: <span>not open to the internet", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_source_of_packets_has_a_bar_and_the_widest_is_that_of_the_most_packets()
    {
        var page = PageRenderer.Of(ExampleAlerts.All["tightened"]);

        var widths = Bars().Matches(page).Select(match => double.Parse(match.Groups["width"].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();

        Assert.Equal(4, widths.Count);
        Assert.Equal(600, widths[0]);
        Assert.All(widths.Skip(1), width => Assert.InRange(width, 3, 20));
        Assert.Contains("203.0.113.140</strong> 1,812 accepted", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_stand_side_by_side()
    {
        var page = PageRenderer.Of(ExampleAlerts.All["tightened"]);

        Assert.Equal(1, Regex.Count(page, "<tr class=\"gone\">"));
        Assert.Equal(1, Regex.Count(page, "<tr class=\"came\">"));
        Assert.Equal(1, Regex.Count(page, "<tr class=\"same\">"));
    }

    [Fact]
    public void Texts_of_others_stay_text()
    {
        var page = PageRenderer.Of(OfAnEnemy());

        AssertSafe(page);
        Assert.Contains("alert(1)", TextOf(page), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Outcomes))]
    public void The_page_loads_nothing_and_links_to_the_console_alone(string outcome) => AssertSafe(PageRenderer.Of(ExampleAlerts.All[outcome]));

    [Fact]
    public void Whatever_an_alert_holds_the_page_is_safe_and_of_a_bounded_size() => AnyAlert.Any.Sample(
        alert =>
        {
            var page = PageRenderer.Of(alert);
            AssertSafe(page);
            Assert.True(page.All(character => character == '\n' || !Unseen.Is(character)));
        },
        iter: Cases.Of(40));

    [Theory]
    [InlineData("aws", "console.aws.amazon.com")]
    [InlineData("aws-cn", "console.amazonaws.cn")]
    [InlineData("aws-us-gov", "console.amazonaws-us-gov.com")]
    public void Links_lead_to_the_console_of_the_partition(string partition, string host)
    {
        var alert = ExampleAlerts.All["tightened"];

        var page = PageRenderer.Of(alert with { Trigger = alert.Trigger with { Partition = partition } });

        Assert.Equal(3, Regex.Count(page, $"<a href=\"https://{Regex.Escape(host)}/"));
    }

    [Fact]
    public void Where_a_page_has_an_undo_what_to_do_leads_there() => Assert.All(ExampleAlerts.All.Values, alert =>
    {
        var page = PageRenderer.Of(alert);

        Assert.Equal(page.Contains(">How do I undo it?</h2>", StringComparison.Ordinal), page.IndexOf("<a href=\"#undo\">", StringComparison.Ordinal) is var link && link > 0 && link < page.IndexOf("What happened", StringComparison.Ordinal));
    });

    /// <summary>An alert in which all that others name is an attempt to be more than text.</summary>
    internal static Alert OfAnEnemy()
    {
        var alert = ExampleAlerts.All["tightened"];
        var instance = ExampleAlerts.Instance with { Name = Hostile, PublicIp = Hostile, Tags = TagSet.Of(new("owner", Hostile), new("Name", Hostile)) };
        var group = ExampleAlerts.GroupOf("sg-0f1e2d3c4b5a69788", Hostile, ExampleAlerts.Group.Rules.Select(rule => rule with { Description = Hostile }));
        var finding = (Finding)alert.Trigger with
        {
            Id = Hostile,
            Title = Hostile,
            Instance = instance,
            Probes = [.. alert.Trigger.Probes.Select(probe => probe with { Country = Hostile, Organization = Hostile, ThreatList = Hostile })],
        };
        return alert with
        {
            Trigger = finding,
            View = alert.View with { Instance = instance, Groups = [group], Notes = [Hostile] },
            Outcome = alert.Outcome with { Reason = Hostile, Undo = [Hostile] },
        };
    }

    /// <summary>No element, attribute or address that is not the page's own.</summary>
    private static void AssertSafe(string page)
    {
        Assert.Equal(1, Regex.Count(page, "<script", RegexOptions.IgnoreCase));
        Assert.Equal(1, Regex.Count(page, "<style", RegexOptions.IgnoreCase));
        Assert.DoesNotMatch("<(img|iframe|object|embed|base|form|video|audio)", page);
        var tags = Tags().Matches(page).Select(match => match.Value).ToList();
        Assert.DoesNotContain(tags, tag => Regex.IsMatch(tag, @"[\s""'/](src|srcset|on[a-z]+|style|action|xlink:href)\s*=", RegexOptions.IgnoreCase) && !tag.StartsWith("<meta", StringComparison.Ordinal));
        var addresses = tags.Select(tag => Href().Match(tag)).Where(match => match.Success).Select(match => WebUtility.HtmlDecode(match.Groups["address"].Value)).ToList();
        var places = tags.Select(tag => Id().Match(tag)).Where(match => match.Success).Select(match => match.Groups["place"].Value).ToList();
        Assert.All(addresses, address => Assert.True(address == "data:," || Console().IsMatch(address) || places.Count(place => address == $"#{place}") == 1, address));
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    private static string TextOf(string html) => WebUtility.HtmlDecode(Regex.Replace(html, "<[^>]*>", ""));

    [GeneratedRegex(@"^  [0-9]+\. ")]
    private static partial Regex Step();

    [GeneratedRegex(@"^https://console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)/", RegexOptions.ExplicitCapture)]
    private static partial Regex Console();

    [GeneratedRegex("<[a-zA-Z][^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("href=\"(?<address>[^\"]*)\"")]
    private static partial Regex Href();

    [GeneratedRegex("^<h2 id=\"(?<place>[a-z]+)\">$")]
    private static partial Regex Id();

    [GeneratedRegex("<li class=\"[a-z]+\"><time>.*?</li>", RegexOptions.Singleline)]
    private static partial Regex Moments();

    [GeneratedRegex("<rect class=\"(accepted|inside)\" width=\"(?<width>[0-9.]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Bars();
}
