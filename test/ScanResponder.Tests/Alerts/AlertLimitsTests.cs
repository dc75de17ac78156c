using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Chat;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Alerts.Sms;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Alerts;

/// <summary>What SNS, e-mail, GSM and chat refuse must never be written, whatever the finding and the account say.</summary>
public sealed partial class AlertLimitsTests
{
    private static readonly long Alerts = Cases.Of(10);

    // The extension characters of GSM 03.38 take two units; of ASCII only the back quote is missing from its alphabet.
    private const string TwoUnits = "^{}\\[~]|";

    [Fact]
    public void A_subject_is_1_to_99_printable_ascii_characters() => AnyAlert.Any.Sample(
        alert =>
        {
            var subject = AlertSubject.Of(alert);
            Assert.InRange(subject.Length, 1, 99);
            Assert.All(subject, character => Assert.InRange(character, ' ', '~'));
        },
        iter: Alerts);

    [Fact]
    public void A_text_message_is_one_line_of_160_gsm_units_with_the_name_of_the_topic() => AnyAlert.Any.Sample(
        alert =>
        {
            var text = SmsRenderer.Of(alert);
            Assert.InRange(text.Sum(character => TwoUnits.Contains(character, StringComparison.Ordinal) ? 2 : 1), 1, 145);
            Assert.All(text, character => Assert.True(character is >= ' ' and <= '~' and not '`'));
        },
        iter: Alerts);

    [Fact]
    public void A_message_stays_below_what_sns_takes_and_has_a_text_for_every_protocol() => AnyAlert.Any.Sample(
        alert =>
        {
            var message = AlertMessage.Of(alert).Message;
            Assert.InRange(Encoding.UTF8.GetByteCount(message), 1, 262_143);
            var texts = JsonNode.Parse(message)!.AsObject().ToDictionary(text => text.Key, text => text.Value!.GetValue<string>());
            Assert.Equal(["default", "email", "sms", "sqs", "lambda", "http", "https", "firehose"], texts.Keys);
            Assert.Equal(texts["email"], texts["default"]);
            Assert.All(["lambda", "http", "https", "firehose"], protocol => Assert.Equal(texts["sqs"], texts[protocol]));
            AlertSchema.Accepts(texts["sqs"]);
        },
        iter: Alerts);

    [Fact]
    public void What_was_cut_is_said_in_the_email_and_in_the_document() => AnyAlert.Any.Sample(
        alert =>
        {
            var message = JsonNode.Parse(AlertMessage.Of(alert).Message)!;
            var (document, email) = (JsonNode.Parse(message["sqs"]!.GetValue<string>())!, Unwrapped(message["email"]!.GetValue<string>()));
            var notes = document["notes"]!.AsArray().Select(note => note!.GetValue<string>()).ToList();
            var whole = AlertDocument.Of(alert);
            Check("undo", "commands did not fit", whole.Undo.Length);
            Check("changes", "change", whole.Changes.Length);
            Check("exposures", "exposure", whole.Exposures.Length);
            Check("probes", "probe", whole.Probes.Length);

            void Check(string list, string word, int all)
            {
                var missing = all - document[list]!.AsArray().Count;
                if (missing == 0)
                    return;
                var note = Assert.Single(notes, note => note.Contains($"{missing:N0} of ", StringComparison.Ordinal) && note.Contains(word, StringComparison.Ordinal));
                Assert.Contains(note, email, StringComparison.Ordinal);
            }
        },
        iter: Alerts);

    [Fact]
    public void An_email_has_no_control_characters() => AnyAlert.Any.Sample(
        alert =>
        {
            var email = EmailRenderer.Of(alert);
            Assert.DoesNotContain(email, character => character != '\n' && Unseen.Is(character));
            Assert.Equal(email, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(email)));
        },
        iter: Alerts);

    [Fact]
    public void No_text_of_a_user_can_begin_a_line_of_an_email() => AnyAlert.Any.Sample(
        alert =>
        {
            // At the margin stand only what this program says and, unbroken, addresses and commands.
            var toRemove = RuleCommands.Close(
                alert.Trigger.AccountId, alert.Trigger.Region, alert.Exposures.Select(exposure => RuleChange.Of(exposure.Rule)), ImmutableHashSet<string>.Empty);
            var commands = alert.Outcome.Undo.Concat(alert.Outcome.Close).Concat(alert.Outcome.Reopen).Concat(toRemove).Select(TextFormat.OneLine).ToHashSet();
            var margin = EmailRenderer.Of(alert).Split('\n')
                .Where(line => line.Length > 0 && line[0] != ' ')
                .Skip(1)
                .SkipWhile(line => line.StartsWith("Get up? ", StringComparison.Ordinal) || line.StartsWith("*** WARNING: ", StringComparison.Ordinal))
                .Where(line => !commands.Contains(line));
            Assert.All(margin, line => Assert.True(
                Sections.Contains(line) || line is "(" or ")" || line.StartsWith("https://console.", StringComparison.Ordinal), line));
        },
        iter: Alerts);

    [Fact]
    public void A_chat_notification_is_small_and_has_no_signs_of_links_or_mentions() => AnyAlert.Any.Sample(
        alert =>
        {
            var chat = ChatNotification.Of(alert);
            Assert.InRange(Encoding.UTF8.GetByteCount(chat), 1, 64_000);
            var notification = JsonNode.Parse(chat)!;
            Assert.Equal(("1.0", "custom"), (notification["version"]!.GetValue<string>(), notification["source"]!.GetValue<string>()));
            var texts = new[] { notification["content"]!["description"]! }.Concat(notification["content"]!["nextSteps"]!.AsArray()!)
                .Select(text => text!.GetValue<string>())
                .ToList();
            Assert.All(texts, text => Assert.DoesNotContain(Blocks().Replace(text, ""), character => character is '<' or '>' or '[' or ']'));
        },
        iter: Alerts);

    [Fact]
    public void Tags_go_before_anything_else_is_cut()
    {
        var alert = ExampleAlerts.All["tightened"];
        var tags = TagSet.Of(Enumerable.Range(0, 50).Select(index => new KeyValuePair<string, string>($"{index}", new string('é', 256))));
        var full = JsonNode.Parse(JsonNode.Parse(AlertMessage.Of(alert).Message)!["sqs"]!.GetValue<string>())!;

        var message = AlertMessage.Of(alert with { View = alert.View with { Instance = ExampleAlerts.Instance with { Tags = tags } }, Outcome = alert.Outcome with { Notes = [.. Enumerable.Range(0, 200).Select(index => $"Note {index}: {new string('n', 100)}")] } });

        var cut = JsonNode.Parse(JsonNode.Parse(message.Message)!["sqs"]!.GetValue<string>())!;
        Assert.Equal(full["undo"]!.ToJsonString(), cut["undo"]!.ToJsonString());
        Assert.Equal(full["changes"]!.ToJsonString(), cut["changes"]!.ToJsonString());
        Assert.Equal(full["probes"]!.ToJsonString(), cut["probes"]!.ToJsonString());
        Assert.InRange(cut["instance"]!["tags"]!.AsObject().Count, 1, 49);
    }

    [Fact]
    public void Commands_that_close_come_whole_or_not_at_all_and_an_undo_that_was_cut_ends_with_an_error()
    {
        var rules = Enumerable.Range(0, 200).Select(port => ExampleAlerts.Rule($"sgr-{port}", new Traffic.Tcp(PortRange.Of(port)), "0.0.0.0/0", new string('d', 255)));
        var planned = rules.Select(rule => RuleChange.Of(rule with { GroupId = "sg-1" })).ToList();
        var none = ImmutableHashSet<string>.Empty;
        var alert = ExampleAlerts.All["tightened"];

        var message = AlertMessage.Of(alert with
        {
            Outcome = alert.Outcome with
            {
                Close = RuleCommands.Close(ExampleAlerts.Account, "eu-west-1", planned, none),
                Undo = RuleCommands.Undo(ExampleAlerts.Account, "eu-west-1", planned.Select(change => change with { Status = ChangeStatus.Done }), none),
            },
        });

        var document = JsonNode.Parse(JsonNode.Parse(message.Message)!["sqs"]!.GetValue<string>())!;
        Assert.Empty(document["close"]!.AsArray());
        Assert.Contains("The commands that close the port did not fit into the message.", document["notes"]!.AsArray().Select(note => note!.GetValue<string>()));
        var undo = document["undo"]!.AsArray().Select(line => line!.GetValue<string>()).ToList();
        Assert.InRange(undo.Count, 20, 201);
        Assert.Equal(RuleCommands.CutShort, undo[^1]);
        Assert.All(undo[1..^1], line => Assert.StartsWith("aws ec2 authorize-", line, StringComparison.Ordinal));
    }

    [Fact]
    public void An_ordinary_alert_is_not_cut_at_all()
    {
        Assert.All(ExampleAlerts.All.Values, alert =>
        {
            var message = JsonNode.Parse(AlertMessage.Of(alert).Message)!;
            Assert.Equal(EmailRenderer.Of(alert), message["email"]!.GetValue<string>());
            Assert.Equal(AlertJson.Write(AlertDocument.Of(alert)), message["sqs"]!.GetValue<string>());
        });
    }

    private static readonly HashSet<string> Sections =
    [
        "WHAT HAPPENED", "WHAT WAS CHANGED", "WHAT WOULD BE CHANGED", "WHAT TO DO", "WHO DID IT?", "WHAT DO THE LOGS SAY?", "HOW SURE ARE WE?", "HOW DO I UNDO IT?", "WHERE TO LOOK",
    ];

    /// <summary>Commands to paste: what strangers wrote stands in them in escapes.</summary>
    [GeneratedRegex("```\n\\(\n.*?\n\\)\n```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    private static string Unwrapped(string email) => string.Join(' ', email.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries));
}
