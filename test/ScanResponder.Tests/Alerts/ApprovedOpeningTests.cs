using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Tests.Triggers;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Alerts;

/// <summary>What people get where the very call that opened a port was noticed: the whole walk, in an account in memory.</summary>
public sealed class ApprovedOpeningTests
{
    private const string Call = "cloudtrail/open-authorize-nested";

    [Theory]
    [InlineData(Mode.Remediate, "opening-closed")]
    [InlineData(Mode.Notify, "opening-left-open")]
    public async Task The_email_of_a_call_that_opened_a_port_reads_as_approved(Mode mode, string name)
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0", description: "just a minute"));
        scene.Policy = scene.Policy with { Mode = mode };

        var alert = await scene.AnswerAsync(Call);

        Approved.Matches($"{name}.email.txt", $"Subject: {AlertSubject.Of(alert)}\n\n{EmailRenderer.Of(alert)}");
    }

    [Fact]
    public async Task How_long_a_port_was_open_is_in_the_document_and_the_email()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));

        var alert = await scene.AnswerAsync(Call);

        var document = AlertDocument.Of(alert);
        Assert.Equal(new DateTime(2026, 11, 20, 8, 13, 29, DateTimeKind.Utc), document.OpenedAt);
        var closed = document.ClosedAt!.Value;
        Assert.InRange(closed, new(2026, 11, 20, 8, 16, 0, DateTimeKind.Utc), document.Time);
        Assert.Equal((long)(closed - document.OpenedAt!.Value).TotalSeconds, document.OpenFor);
        Assert.Contains(" It was closed 2 minutes after it was opened.", EmailRenderer.Of(alert), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_closed_has_no_time_of_closing()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));
        scene.Policy = scene.Policy with { Mode = Mode.Notify };

        var document = AlertDocument.Of(await scene.AnswerAsync(Call));

        Assert.Equal((true, null, null), (document.OpenedAt is not null, document.ClosedAt, document.OpenFor));
    }
}
