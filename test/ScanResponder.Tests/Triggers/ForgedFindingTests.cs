using ScanResponder.Alerts;
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

    private async Task AssertAnsweredAsync(Finding finding)
    {
        var published = _scene.Account.Published.Count;

        Alert alert = await _scene.AnswerAsync(finding, "real");

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Equal(published + 1, _scene.Account.Published.Count);
        Assert.Empty(_scene.Rules);
    }
}
