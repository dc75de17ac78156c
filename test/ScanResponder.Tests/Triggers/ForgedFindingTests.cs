using ScanResponder.Alerts;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Triggers;

/// <summary>What somebody who may invoke the function makes up under the id of a real finding does not silence the real one.</summary>
public sealed class ForgedFindingTests
{
    private static readonly Finding Real = RemediationScene.Probe("finding-1", 22) with
    {
        AccountId = "123456789012",
        Region = "eu-west-1",
        Instance = RemediationScene.Instance with { Id = OpeningScene.InstanceId },
    };

    private readonly OpeningScene _scene = new(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));

    [Fact]
    public async Task A_sample_of_the_same_id_and_time_leaves_the_real_finding_to_be_answered()
    {
        await _scene.AnswerAsync(Real with { Sample = true }, "forged");

        await AssertAnsweredAsync(Real);
    }

    [Fact]
    public async Task An_update_of_the_far_future_leaves_later_real_ones_to_be_answered()
    {
        _scene.Policy = _scene.Policy with { MinSeverity = 0, Mode = Mode.Notify };
        await _scene.AnswerAsync(Real with { UpdatedAt = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero) }, "forged");
        _scene.Policy = _scene.Policy with { Mode = Mode.Remediate };
        _scene.Time.Now += TimeSpan.FromMinutes(5);

        await AssertAnsweredAsync(Real with { UpdatedAt = _scene.Time.Now });
    }

    public static TheoryData<string, Finding> Forged => new()
    {
        { "another instance", Real with { Instance = RemediationScene.Instance with { Id = "i-0abc1234567890aaa" }, Interfaces = [] } },
        { "another port", Real with { Probes = [.. Real.Probes.Select(probe => probe with { Port = 443 })] } },
        { "a guarded port too", Real with { Probes = [.. Real.Probes.Select(probe => probe with { Port = 3389 })] } },
        { "a little later", Real with { UpdatedAt = new DateTimeOffset(2026, 11, 20, 8, 20, 0, TimeSpan.Zero), Instance = RemediationScene.Instance with { Id = "i-0abc1234567890aaa" }, Interfaces = [] } },
        { "scanners of one's own", Real with { Probes = [.. Real.Probes.Select(probe => probe with { RemoteIp = "203.0.113.9" })] } },
    };

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task What_is_made_up_under_its_id_and_time_leaves_the_real_finding_to_be_answered(string what, Finding forged)
    {
        _scene.Policy = _scene.Policy with { GuardedPorts = [22, 3389], KnownScanners = [new Trust.Block(Cidr.Parse("203.0.113.9/32"))] };
        _ = what;

        await _scene.AnswerAsync(forged, "forged");

        await AssertAnsweredAsync(Real);
        var published = _scene.Account.Published.Count;
        await _scene.AnswerAsync(Real, "again");
        Assert.Equal(published, _scene.Account.Published.Count);
    }

    [Theory]
    [InlineData("same")]
    [InlineData("later")]
    public async Task A_real_finding_that_comes_while_a_made_up_one_is_being_answered_comes_again(string revision)
    {
        var real = Assert.Single(Samples.Read("port-probe-ssh").Triggers);
        var forged = Assert.Single(Samples.Read("port-probe-ssh", text => text.Replace("\"port\": 22", "\"port\": 443", StringComparison.Ordinal)).Triggers);
        Assert.NotEqual(real, forged);
        if (revision == "later")
            forged = forged with { UpdatedAt = real.UpdatedAt!.Value.AddSeconds(1) };
        Exception? held = null;
        _scene.BeforeRead = number =>
        {
            if (number == 1)
                held = Record.Exception(() => _scene.AnswerAsync(real, "real").GetAwaiter().GetResult());
        };

        await _scene.AnswerAsync(forged, "forged");
        await _scene.AnswerAsync(real, "real");

        Assert.Equal("TriggerHeldException", held?.GetType().Name);
        Assert.Empty(_scene.Rules);
    }

    [Fact]
    public async Task The_same_event_that_comes_twice_at_once_is_answered_once()
    {
        Alert? second = null;
        _scene.BeforeRead = number =>
        {
            if (number == 1)
                second = _scene.AnswerAsync(Assert.Single(Samples.Read("port-probe-ssh").Triggers), "second").GetAwaiter().GetResult();
        };

        await _scene.AnswerAsync("port-probe-ssh");

        Assert.IsType<Reason.AnsweredElsewhere>(second!.Outcome.Why);
        Assert.Single(_scene.Account.Published);
    }

    [Fact]
    public async Task Where_nothing_is_changed_a_later_update_about_another_instance_is_news()
    {
        _scene.Policy = _scene.Policy with { Mode = Mode.Notify };
        await _scene.AnswerAsync(Real with { Instance = Real.Instance! with { Id = "i-0abc1234567890aaa" }, Interfaces = [new(null, null, null, null, null, [OpeningScene.GroupId])] }, "forged");
        Assert.Single(_scene.Account.Published);

        await _scene.AnswerAsync(Real with { UpdatedAt = _scene.Time.Now }, "real");
        await _scene.AnswerAsync(Real, "real too");

        Assert.Equal(2, _scene.Account.Published.Count);
    }

    [Theory]
    [InlineData("config/open-restricted-ssh")]
    [InlineData("security-hub/open-control")]
    [InlineData("security-hub/open-control-v2")]
    [InlineData("security-hub/open-custom-action")]
    [InlineData("trusted-advisor/open-specific-port")]
    [InlineData("inspector/open-reachable")]
    public async Task A_report_of_the_future_leaves_later_real_ones_to_be_answered(string sample)
    {
        await _scene.AnswerAsync(sample, text => text.Replace("2026-11-20T", "2026-11-21T", StringComparison.Ordinal).Replace("1795162790000", "1795249190000", StringComparison.Ordinal));
        await _scene.Account.AuthorizeAsync(OpeningScene.GroupId, [RuleParser.Draft("tcp 22 from 0.0.0.0/0")], TagSet.Empty, dryRun: false, TestContext.Current.CancellationToken);
        var published = _scene.Account.Published.Count;
        _scene.Time.Now += TimeSpan.FromHours(1);

        await _scene.AnswerAsync(sample, text => text.Replace("2026-11-20T08:", "2026-11-20T09:", StringComparison.Ordinal).Replace("1795162790000", "1795166390000", StringComparison.Ordinal));

        Assert.Equal(published + 1, _scene.Account.Published.Count);
        Assert.Empty(_scene.Rules);
    }

    private async Task AssertAnsweredAsync(Finding finding)
    {
        var published = _scene.Account.Published.Count;

        Alert alert = await _scene.AnswerAsync(finding, "real");

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Equal(published + 1, _scene.Account.Published.Count);
        Assert.Empty(_scene.Rules);
    }
}
