using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Document;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Alerts;

public sealed class AlertDocumentTests
{
    public static TheoryData<string> Outcomes => [.. ExampleAlerts.All.Keys.Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Outcomes))]
    public void Every_outcome_is_a_document_that_the_schema_accepts(string outcome)
    {
        var json = AlertJson.Write(AlertDocument.Of(ExampleAlerts.All[outcome]));

        AlertSchema.Accepts(json);
        Assert.Equal(outcome, JsonNode.Parse(json)!["outcome"]!.GetValue<string>());
    }

    [Fact]
    public void The_schema_refuses_a_document_that_lacks_any_of_its_fields()
    {
        var json = AlertJson.Write(AlertDocument.Of(ExampleAlerts.All["tightened"]));
        Assert.Equal(JsonNode.Parse(json)!.AsObject().Select(field => field.Key).Order(), AlertSchema.RequiredFields.Order());
        foreach (var field in AlertSchema.RequiredFields)
        {
            var without = JsonNode.Parse(json)!.AsObject();
            without.Remove(field);
            Assert.True(AlertSchema.Refuses(without.ToJsonString()), field);
        }
    }

    [Fact]
    public void A_finding_without_an_instance_has_a_null_instance_and_empty_lists()
    {
        var finding = ExampleAlerts.Finding with { Type = "Recon:IAMUser/TorIPCaller", Kind = FindingKind.Of("Recon:IAMUser/TorIPCaller"), Probes = [], Instance = null };
        var alert = new Alert(finding, new AccountView(), [], [], Outcome.Of(Verdict.NotApplicable, new Reason.NotAboutAPort("No instance is involved.")), DateTimeOffset.UnixEpoch);

        var json = AlertJson.Write(AlertDocument.Of(alert));

        AlertSchema.Accepts(json);
        var document = JsonNode.Parse(json)!;
        Assert.Null(document["instance"]);
        Assert.True(document.AsObject().ContainsKey("instance"));
        Assert.All(["warnings", "probes", "exposures", "admittedBy", "changes", "close", "reopen", "undo", "notes"], list => Assert.Empty(document[list]!.AsArray()));
        Assert.Equal("""{"flowLogs":null,"logins":null,"notes":[]}""", document["evidence"]!.ToJsonString());
    }

    [Fact]
    public void Text_of_users_is_kept_exactly_and_shows_nothing_that_hides_or_turns()
    {
        const string Name = "a\u202eb\u200b\u2028\u0085c\nd\ufeff\"'<é日😀";
        var alert = ExampleAlerts.All["left-open"] with { View = ExampleAlerts.All["left-open"].View with { Instance = ExampleAlerts.Instance with { Name = Name } } };

        var json = AlertJson.Write(AlertDocument.Of(alert));

        Assert.Equal(Name, (string?)JsonNode.Parse(json)!["instance"]!["name"]);
        Assert.DoesNotContain(json, Unseen.Is);
        Assert.Contains("é日", json, StringComparison.Ordinal);
    }

    [Fact]
    public void To_write_it_nothing_is_made_ready_that_only_reading_needs() => Assert.Empty(AlertJsonContext.Default.AlertDocument.Properties);

    [Fact]
    public void Tags_keep_the_case_of_their_keys()
    {
        var alert = ExampleAlerts.All["left-open"] with { View = ExampleAlerts.All["left-open"].View with { Instance = ExampleAlerts.Instance with { Tags = TagSet.Of(new("Name", "x"), new("name", "y")) } } };

        var tags = JsonNode.Parse(AlertJson.Write(AlertDocument.Of(alert)))!["instance"]!["tags"]!;

        Assert.Equal(("x", "y"), (tags["Name"]!.GetValue<string>(), tags["name"]!.GetValue<string>()));
    }

    [Fact]
    public void Traffic_without_ports_has_minus_one_for_both()
    {
        var alert = ExampleAlerts.All["would-tighten"];

        var change = Assert.Single(AlertDocument.Of(alert).Changes, change => change.Action == "revoke");

        Assert.Equal(("-1", -1, -1, "planned"), (change.Protocol, change.FromPort, change.ToPort, change.Status));
    }

    [Fact]
    public void An_exposure_says_whether_packets_get_through_as_soon_as_somebody_looked()
    {
        var open = ExampleAlerts.All["left-open"];
        var looked = open with { Reaches = new Dictionary<(int, string), Reach> { [(22, open.Exposures[0].Rule.Id)] = new(false, "The subnet has no route to an internet gateway.") } };

        Assert.Null(Assert.Single(AlertDocument.Of(open).Exposures).Reachable);
        var exposure = Assert.Single(AlertDocument.Of(looked).Exposures);
        Assert.Equal((false, "The subnet has no route to an internet gateway."), (exposure.Reachable, exposure.Because));
    }

    [Fact]
    public void What_could_not_be_read_is_a_note_unless_the_reason_tells_it()
    {
        var failure = new AccountException(AccountErrorKind.Denied, "ec2:DescribeInstances", null, "DescribeInstances was refused.");
        var alert = ExampleAlerts.All["left-open"] with { View = ExampleAlerts.All["left-open"].View with { Failures = [failure] } };

        Assert.Equal("DescribeInstances was refused.", AlertDocument.Of(alert).Notes[0]);
        Assert.Empty(AlertDocument.Of(alert with { Outcome = Outcome.Of(Verdict.Failed, new Reason.NotAboutAPort($"It failed. {failure.Message}")) }).Notes);
    }

    [Fact]
    public void A_document_that_is_too_long_leaves_out_what_matters_least_and_says_so()
    {
        var alert = ExampleAlerts.All["tightened"];
        var probes = Enumerable.Range(0, 100_000).Select(number => new Probe(22, "SSH", $"2001:db8::{number:x}", "Ö", new string('ß', 100), null, null));
        var swept = alert with { Trigger = alert.Trigger with { Probes = [.. probes] } };

        var document = AlertDocument.Within(swept, 6_000_000);

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(document, AlertJsonContext.Default.AlertDocument).Length, 5_900_000, 6_000_000);
        Assert.Equal((document.Changes.Length, document.Undo.Length), (alert.Outcome.Changes.Length, alert.Outcome.Undo.Length));
        Assert.Contains($"{100_000 - document.Probes.Length:N0} of 100,000 probes did not fit into this document.", document.Notes);
    }

    [Fact]
    public void Commands_that_do_not_fit_are_left_out_as_a_whole_and_the_rest_stays()
    {
        var alert = ExampleAlerts.All["left-open"];
        ImmutableArray<string> many = [.. Enumerable.Range(0, 20_000).Select(index => $"aws {index} {new string('x', 700)}")];

        var document = AlertDocument.Within(alert with { Outcome = alert.Outcome with { Close = many } }, 6_000_000);

        Assert.Empty(document.Close);
        Assert.Equal(alert.Outcome.Reopen, document.Reopen);
        Assert.Contains("The commands that close the port did not fit into this document.", document.Notes);
        Assert.Equal(AlertDocument.Of(alert).Exposures.Length, document.Exposures.Length);
        Assert.InRange(Encoding.UTF8.GetByteCount(AlertJson.Write(document)), 1, 6_000_000);
    }

    [Fact]
    public void A_document_of_usual_length_is_whole() => Assert.All(
        ExampleAlerts.All.Values, alert => Assert.Equal(AlertJson.Write(AlertDocument.Of(alert)), AlertJson.Write(AlertDocument.Within(alert, 6_000_000))));
}
