using System.Text.Json.Nodes;
using ScanResponder.Aws.Alerts;
using ScanResponder.Tests.Cli;
using ScanResponder.Tests.Triggers;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Aws;

/// <summary>What Security Hub is told of its findings, in the whole walk.</summary>
public sealed class SecurityHubWriteBackTests
{
    private const string Updated = """{"ProcessedFindings": [{}], "UnprocessedFindings": []}""";

    private readonly FakeAwsApi _hub = new FakeAwsApi().With("BatchUpdateFindings", Updated).With("BatchUpdateFindingsV2", Updated);
    private readonly List<string> _troubles = [];
    private readonly List<string> _regions = [];
    private OpeningScene? _scene;

    [Theory]
    [InlineData("security-hub/open-control")]
    [InlineData("security-hub/open-guardduty")]
    [InlineData("security-hub/open-custom-action")]
    public async Task A_finding_that_is_closed_is_resolved_with_a_note(string sample)
    {
        await AnswerAsync(sample, Mode.Remediate);

        var update = Assert.Single(_hub.Asked);
        Assert.Equal(("PATCH", "/findings/batchupdate", "RESOLVED"), (update.Method, update.Path, (string?)update.Input!["Workflow"]!["Status"]));
        Assert.StartsWith("ScanResponder closed it. ", (string?)update.Input["Note"]!["Text"], StringComparison.Ordinal);
        var finding = JsonNode.Parse(Samples.Text(sample))!["detail"]!["findings"]![0]!;
        Assert.Equal(((string?)finding["Id"], (string?)finding["ProductArn"]), ((string?)update.Input["FindingIdentifiers"]![0]!["Id"], (string?)update.Input["FindingIdentifiers"]![0]!["ProductArn"]));
        Assert.Equal([(string)finding["Region"]!], _regions);
        Assert.Empty(_troubles);
    }

    [Fact]
    public async Task A_finding_that_is_left_open_is_notified_without_a_note()
    {
        await AnswerAsync("security-hub/open-control", Mode.Notify);

        var update = Assert.Single(_hub.Asked);
        Assert.Equal(("NOTIFIED", false), ((string?)update.Input!["Workflow"]!["Status"], update.Input.ContainsKey("Note")));
    }

    [Theory]
    [InlineData("security-hub/open-control-v2", Mode.Remediate, 4)]
    [InlineData("security-hub/open-guardduty-v2", Mode.Remediate, 4)]
    [InlineData("security-hub/open-control-v2", Mode.Notify, 2)]
    public async Task A_finding_in_the_newer_format_is_resolved_or_in_progress(string sample, Mode mode, int status)
    {
        await AnswerAsync(sample, mode);

        var update = Assert.Single(_hub.Asked);
        Assert.Equal(("PATCH", "/findingsv2/batchupdatev2", status), (update.Method, update.Path, (int)update.Input!["StatusId"]!));
        Assert.Equal([(string)JsonNode.Parse(Samples.Text(sample))!["detail"]!["findings"]![0]!["metadata"]!["uid"]!], update.Input["MetadataUids"]!.AsArray().Select(uid => (string)uid!));
        Assert.Equal(status is 4, ((string?)update.Input["Comment"])?.StartsWith("ScanResponder closed it. ", StringComparison.Ordinal) ?? false);
        Assert.Empty(_troubles);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void What_was_written_back_in_the_newer_format_comes_again_and_ends_quietly(int status)
    {
        var content = Samples.Read("security-hub/open-control-v2", text => text.Replace("\"status_id\": 1", $"\"status_id\": {status}", StringComparison.Ordinal));

        Assert.Empty(content.Triggers);
    }

    [Fact]
    public async Task Nothing_is_written_back_before_the_topic_has_the_alert()
    {
        var published = 0;
        _hub.Answers["BatchUpdateFindings"] = _ =>
        {
            published = _scene!.Account.Published.Count;
            return JsonNode.Parse(Updated)!;
        };

        await AnswerAsync("security-hub/open-control", Mode.Notify);

        Assert.Equal(1, published);
    }

    [Theory]
    [InlineData("cloudtrail/open-authorize-nested")]
    [InlineData("config/open-restricted-ssh")]
    [InlineData("trusted-advisor/open-specific-port")]
    public async Task What_did_not_come_from_Security_Hub_is_not_written_back(string sample)
    {
        var scene = await AnswerAsync(sample, Mode.Remediate);

        Assert.Empty(_hub.Asked);
        Assert.Single(scene.Account.Published);
    }

    [Theory]
    [InlineData("NOTIFIED")]
    [InlineData("RESOLVED")]
    public void What_was_written_back_comes_as_an_event_again_and_ends_quietly(string status)
    {
        var content = Samples.Read("security-hub/open-control", text => text.Replace("\"Status\": \"NEW\"", $"\"Status\": \"{status}\"", StringComparison.Ordinal));

        Assert.Empty(content.Triggers);
        Assert.Equal($"The workflow status of the finding is {status}.", content.Nothing);
    }

    [Fact]
    public async Task A_refusal_is_noted_and_the_alert_goes_out()
    {
        _hub.Answers.Clear();

        var scene = await AnswerAsync("security-hub/open-control", Mode.Remediate);

        Assert.Single(scene.Account.Published);
        Assert.Contains("securityhub:BatchUpdateFindings", Assert.Single(_troubles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_that_Security_Hub_did_not_process_is_noted()
    {
        _hub.With("BatchUpdateFindings", """{"ProcessedFindings": [], "UnprocessedFindings": [{"ErrorCode": "FindingNotFound", "ErrorMessage": "no such finding"}]}""");

        await AnswerAsync("security-hub/open-control", Mode.Remediate);

        Assert.Contains("FindingNotFound", Assert.Single(_troubles), StringComparison.Ordinal);
    }

    private async Task<OpeningScene> AnswerAsync(string sample, Mode mode)
    {
        var scene = _scene = new OpeningScene(OpeningScene.RuleOf(sample))
        {
            WriteBack = new SecurityHubWriteBack(
                region =>
                {
                    _regions.Add(region);
                    return _hub;
                },
                (_, trouble) => _troubles.Add(trouble)),
        };
        scene.Policy = scene.Policy with { Mode = mode };
        await scene.AnswerAsync(sample);
        return scene;
    }
}
