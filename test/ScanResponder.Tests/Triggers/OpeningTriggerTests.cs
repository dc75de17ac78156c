using System.Text.Json.Nodes;
using ScanResponder.Alerts.Email;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Triggers;

/// <summary>What comes of the sample events of each source: whoever tells of an opening, it is closed; of all else nobody hears.</summary>
public sealed class OpeningTriggerTests
{
    public static TheoryData<string> Opening => Samples.Of("open-");

    public static TheoryData<string> Quiet => Samples.Of("quiet-");

    public static TheoryData<string> Nothing => Samples.Of("nothing-");

    public static TheoryData<string> Broken => Samples.Of("broken-");

    [Theory]
    [MemberData(nameof(Opening))]
    public async Task Whoever_tells_of_an_opening_it_is_closed_and_told_once(string sample)
    {
        var scene = new OpeningScene(OpeningScene.RuleOf(sample));

        var alert = await scene.AnswerAsync(sample);

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.DoesNotContain(scene.Rules, rule => rule.StartsWith("tcp 22 ", StringComparison.Ordinal) || rule == "all traffic from 0.0.0.0/0");
        var message = JsonNode.Parse(Assert.Single(scene.Account.Published).Message)!;
        Assert.Contains("was open to the internet", (string?)message["sms"], StringComparison.Ordinal);
        Assert.Equal(1, scene.Reads);
    }

    [Theory]
    [MemberData(nameof(Opening))]
    public async Task In_notify_mode_nothing_is_changed_and_it_is_told_once(string sample)
    {
        var rule = OpeningScene.RuleOf(sample);
        var scene = new OpeningScene(rule) { Policy = new() { Trusted = [] } };

        var alert = await scene.AnswerAsync(sample);

        Assert.Equal(alert.Trigger.Order is null ? Verdict.LeftOpen : Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Equal(alert.Trigger.Order is null, scene.Rules.Length == 1);
        Assert.Single(scene.Account.Published);
    }

    [Theory]
    [MemberData(nameof(Opening))]
    public async Task The_same_event_again_is_not_told_again(string sample)
    {
        var scene = new OpeningScene(OpeningScene.RuleOf(sample)) { Policy = new() { Trusted = [] } };

        await scene.AnswerAsync(Samples.Read(sample).Triggers[0], "one");
        await scene.AnswerAsync(Samples.Read(sample).Triggers[0], "two");

        Assert.Single(scene.Account.Published);
    }

    [Theory]
    [MemberData(nameof(Quiet))]
    public async Task What_opens_nothing_guarded_ends_quietly_after_one_read_at_the_most(string sample)
    {
        // A hole that somebody else made before is not what these tell of.
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0", "sgr-0a1b2c3d4e5f60aff"));
        scene.Policy = scene.Policy with { OwnRoleArn = "arn:aws:iam::123456789012:role/scan-responder-function" };

        var alert = await scene.AnswerAsync(sample);

        Assert.Equal(Verdict.NotApplicable, alert.Outcome.Verdict);
        Assert.Equal(["tcp 22 from 0.0.0.0/0"], scene.Rules);
        Assert.Empty(scene.Account.Published);
        Assert.InRange(scene.Reads, 0, 1);
    }

    [Theory]
    [MemberData(nameof(Nothing))]
    public void What_is_nothing_to_us_says_why(string sample)
    {
        var content = Samples.Read(sample);

        Assert.Empty(content.Triggers);
        Assert.EndsWith(".", content.Nothing, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_cannot_be_read_is_an_error_that_names_the_path(string sample) =>
        Assert.StartsWith("detail.", Assert.Throws<TriggerFormatException>(() => Samples.Read(sample)).Place, StringComparison.Ordinal);

    [Theory]
    [InlineData("cloudtrail/open-authorize-nested")]
    [InlineData("config/open-restricted-ssh")]
    [InlineData("security-hub/open-control")]
    [InlineData("trusted-advisor/open-specific-port")]
    [InlineData("inspector/open-reachable")]
    public void Each_source_takes_no_detail_but_an_object(string sample)
    {
        var json = JsonNode.Parse(Samples.Text(sample))!;
        json["detail"] = "text";

        var error = Assert.Throws<TriggerFormatException>(() => Samples.Read(sample, _ => json.ToJsonString()));

        Assert.Equal("detail", error.Place);
    }

    [Theory]
    [MemberData(nameof(Opening))]
    public async Task The_mail_says_who_noticed_and_nothing_of_scanners(string sample)
    {
        var scene = new OpeningScene(OpeningScene.RuleOf(sample));

        var alert = await scene.AnswerAsync(sample);

        var mail = EmailRenderer.Of(alert);
        Assert.Contains(alert.Trigger.Reporter, mail, StringComparison.Ordinal);
        Assert.Contains("web-1", mail, StringComparison.Ordinal);
        if (alert.Trigger.TellsOfOpening)
        {
            Assert.DoesNotContain("scan came", mail, StringComparison.Ordinal);
            Assert.DoesNotContain("probed", mail, StringComparison.Ordinal);
            Assert.DoesNotContain("WHO DID IT", mail, StringComparison.Ordinal);
        }
    }
}
