using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

public class RuleCommandsTests
{
    private const string Account = RuleConsole.AccountId;
    private const string Region = "eu-central-1";

    private static readonly ImmutableHashSet<string> None = [];
    private static readonly ImmutableHashSet<string> Full = ["sg-1"];

    [Fact]
    public void Old_rules_come_back_before_the_new_ones_go() => Assert.Equal(
        [
            """case $(aws sts get-caller-identity --region eu-central-1 --query Account --output text) in 123456789012*) failed=0; (set +o pipefail) 2>/dev/null && set +o pipefail || :;; *) echo 'These lines are for account 123456789012. This shell is in another account or has no credentials for it, so nothing was changed.' >&2; exit 1;; esac""",
            """aws ec2 authorize-security-group-ingress --region eu-central-1 --group-id sg-1 --ip-permissions '[{"IpProtocol":"tcp","FromPort":20,"ToPort":25,"IpRanges":[{"CidrIp":"0.0.0.0/0","Description":"it\u0027s old"}]}]' --tag-specifications '[{"ResourceType":"security-group-rule","Tags":[{"Key":"team","Value":"a"}]}]' --query "Return&&'added'" --output text 2>&1 | awk -v r='sg-1 tcp 20-25 from 0.0.0.0/0' '{sub(/^[^(]*\(InvalidPermission\.Duplicate.*/,"there already");sub(/^[^(]*\(Invalid(Permission|SecurityGroupRuleId)\.NotFound.*/,"gone already")}/^(added|removed|there already|gone already)/{k=1}NF{print r": "$0}END{exit 1-k}' || ! failed=1""",
            """aws ec2 revoke-security-group-ingress --region eu-central-1 --group-id sg-1 --ip-permissions '[{"IpProtocol":"tcp","FromPort":20,"ToPort":21,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]' --query "UnknownIpPermissions[0]&&'gone already'||Return&&'removed'" --output text 2>&1 | awk -v r='sg-1 tcp 20-21 from 0.0.0.0/0' '{sub(/^[^(]*\(InvalidPermission\.Duplicate.*/,"there already");sub(/^[^(]*\(Invalid(Permission|SecurityGroupRuleId)\.NotFound.*/,"gone already")}/^(added|removed|there already|gone already)/{k=1}NF{print r": "$0}END{exit 1-k}' || ! failed=1""",
            "case ${failed-} in 0) echo 'All rules are as they were.';; 1) echo 'Some lines failed, see above. All of it can be run again.' >&2; false;; esac",
        ],
        RuleCommands.Undo(
            Account,
            Region,
            [
                Change(ChangeAction.Authorize, "sgr-2", "tcp 20-21 from 0.0.0.0/0", "it's old"),
                Change(ChangeAction.Revoke, "sgr-1", "tcp 20-25 from 0.0.0.0/0", "it's old", TagSet.Empty.With("team", "a").With("aws:x", "y")),
            ],
            None));

    [Theory]
    [InlineData("all traffic from 0.0.0.0/0", """ "IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}] """)]
    [InlineData("all traffic from ::/0", """ "IpProtocol":"-1","Ipv6Ranges":[{"CidrIpv6":"::/0"}] """)]
    [InlineData("udp 53 from sg-2", """ "IpProtocol":"udp","FromPort":53,"ToPort":53,"UserIdGroupPairs":[{"GroupId":"sg-2"}] """)]
    [InlineData("tcp 22 from pl-1", """ "IpProtocol":"tcp","FromPort":22,"ToPort":22,"PrefixListIds":[{"PrefixListId":"pl-1"}] """)]
    [InlineData("icmp 3-4 from 10.0.0.0/8", """ "IpProtocol":"icmp","FromPort":3,"ToPort":4,"IpRanges":[{"CidrIp":"10.0.0.0/8"}] """)]
    [InlineData("protocol 47 from 10.0.0.0/8", """ "IpProtocol":"47","IpRanges":[{"CidrIp":"10.0.0.0/8"}] """)]
    public void Every_kind_of_source_has_its_list_and_only_protocols_with_ports_or_types_name_them(string rule, string permission)
    {
        var lines = RuleCommands.Undo(
            Account, Region, [Change(ChangeAction.Revoke, "sgr-1", rule), Change(ChangeAction.Authorize, "sgr-2", rule) with { GroupId = "sg-2" }], None);

        Assert.All(lines[1..^1], line => Assert.Contains($" --ip-permissions '[{{{permission.Trim()}}}]' --query ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_group_of_another_account_is_named_with_its_owner()
    {
        var change = Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from sg-2", "peer");

        Assert.Contains(
            """[{"GroupId":"sg-2","UserId":"210987654321","Description":"peer"}]""",
            Line([change with { Rule = change.Rule with { Source = new RuleSource.Group("sg-2", "210987654321") } }]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChangeStatus.Planned)]
    [InlineData(ChangeStatus.Failed)]
    [InlineData(ChangeStatus.Undone)]
    public void What_was_not_changed_is_not_undone_and_can_be_made(ChangeStatus status)
    {
        RuleChange[] changes =
        [
            Change(ChangeAction.Authorize, null, "tcp 22 from 10.0.0.0/8", status: status),
            Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0", status: status),
        ];

        Assert.Equal([], RuleCommands.Undo(Account, Region, changes, None));
        Assert.Equal(["+ tcp 22 from 10.0.0.0/8", "- tcp 22 from 0.0.0.0/0"], Steps(RuleCommands.Close(Account, Region, changes, None)));
        Assert.Equal(["+ tcp 22 from 0.0.0.0/0", "- tcp 22 from 10.0.0.0/8"], Steps(RuleCommands.Reopen(Account, Region, changes, None)));
    }

    [Theory]
    [InlineData(ChangeStatus.Done)]
    [InlineData(ChangeStatus.Already)]
    public void What_is_made_needs_no_closing(ChangeStatus status)
    {
        RuleChange[] changes =
        [
            Change(ChangeAction.Authorize, "sgr-2", "tcp 22 from 10.0.0.0/8", status: status),
            Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0", status: status),
        ];

        Assert.Equal(([], []), (RuleCommands.Close(Account, Region, changes, None), RuleCommands.Reopen(Account, Region, changes, None)));
    }

    [Fact]
    public void Where_a_part_is_made_the_rest_is_left_to_close()
    {
        RuleChange[] changes =
        [
            Change(ChangeAction.Authorize, "sgr-2", "tcp 20-21 from 0.0.0.0/0"),
            Change(ChangeAction.Authorize, null, "tcp 23-25 from 0.0.0.0/0", status: ChangeStatus.Failed),
            Change(ChangeAction.Revoke, "sgr-1", "tcp 20-25 from 0.0.0.0/0"),
        ];

        Assert.Equal(["+ tcp 23-25 from 0.0.0.0/0"], Steps(RuleCommands.Close(Account, Region, changes, None)));
        Assert.Equal(["- tcp 23-25 from 0.0.0.0/0"], Steps(RuleCommands.Reopen(Account, Region, changes, None)));
        Assert.Equal(["+ tcp 20-25 from 0.0.0.0/0", "- tcp 20-21 from 0.0.0.0/0"], Steps(RuleCommands.Undo(Account, Region, changes, None)));
    }

    [Fact]
    public void What_was_added_and_taken_away_again_since_its_old_rule_went_is_not_added_again() => Assert.Equal(
        [],
        RuleCommands.Close(
            Account,
            Region,
            [
                Change(ChangeAction.Authorize, "sgr-2", "tcp 20-21 from 0.0.0.0/0", status: ChangeStatus.Undone),
                Change(ChangeAction.Revoke, "sgr-1", "tcp 20-25 from 0.0.0.0/0"),
            ],
            None));

    [Fact]
    public void A_rule_that_failed_to_go_and_went_in_a_later_round_needs_no_closing() => Assert.Equal(
        [],
        RuleCommands.Close(
            Account,
            Region,
            [
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0", status: ChangeStatus.Failed),
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0"),
            ],
            None));

    [Fact]
    public void Added_rules_carry_their_descriptions_and_tags()
    {
        var tags = TagSet.Empty.With("team", "a").With("scan-responder", "finding-1");

        var lines = RuleCommands.Close(
            Account,
            Region,
            [
                Change(ChangeAction.Authorize, null, "tcp 22 from 10.0.0.0/8", "office", tags, ChangeStatus.Planned),
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0", status: ChangeStatus.Planned),
            ],
            None);

        Assert.Equal(new RuleStep("sg-1", true, RuleParser.Draft("tcp 22 from 10.0.0.0/8") with { Description = "office" }, tags), RuleStep.Parse(lines[1]) with { Sets = null });
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(2_000, false)]
    public void However_many_rules_there_are_no_line_is_longer_than_mail_takes(int rules, bool takesBack)
    {
        var changes = Enumerable.Range(0, rules).SelectMany(port => new[]
        {
            Change(ChangeAction.Authorize, null, $"tcp {3 * port} from 0.0.0.0/0", status: ChangeStatus.Planned),
            Change(ChangeAction.Revoke, $"sgr-{port}", $"tcp {3 * port}-{(3 * port) + 1} from 0.0.0.0/0", status: ChangeStatus.Planned),
        });

        var lines = RuleCommands.Close(Account, Region, changes, None);

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 998));
        Assert.Equal(takesBack, lines[^2].StartsWith("case ${new", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_there_is_no_room_for_both_the_rules_to_remove_go_first()
    {
        RuleChange[] changes =
        [
            Change(ChangeAction.Authorize, "sgr-2", "tcp 22 from 10.0.0.0/8"),
            Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0"),
            Change(ChangeAction.Authorize, null, "tcp 22 from 192.0.2.0/24", status: ChangeStatus.Planned),
            Change(ChangeAction.Revoke, "sgr-3", "tcp 22 from ::/0", status: ChangeStatus.Planned),
        ];

        Assert.Equal(["- tcp 22 from 10.0.0.0/8", "+ tcp 22 from 0.0.0.0/0"], Steps(RuleCommands.Undo(Account, Region, changes, Full)));
        Assert.Equal(["- tcp 22 from ::/0", "+ tcp 22 from 192.0.2.0/24"], Steps(RuleCommands.Close(Account, Region, changes, Full)));
        Assert.Equal(["- tcp 22 from 192.0.2.0/24", "+ tcp 22 from ::/0"], Steps(RuleCommands.Reopen(Account, Region, changes, Full)));
    }

    [Fact]
    public void What_somebody_else_added_stays_and_what_somebody_else_removed_stays_gone() => Assert.Equal(
        [],
        RuleCommands.Undo(
            Account,
            Region,
            [
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0", status: ChangeStatus.Already),
                Change(ChangeAction.Authorize, "sgr-2", "tcp 22 from 10.0.0.0/8", status: ChangeStatus.Already),
                Change(ChangeAction.Authorize, "sgr-3", "tcp 23 from 10.0.0.0/8", tags: TagSet.Empty.With(Planner.TagKey, Exemption.Word), status: ChangeStatus.Already),
            ],
            None));

    [Fact]
    public void What_the_answer_to_another_finding_added_for_the_same_rule_goes_too() => Assert.Equal(
        ["+ tcp 20-25 from 0.0.0.0/0", "- tcp 20-21 from 0.0.0.0/0"],
        Steps(RuleCommands.Undo(
            Account,
            Region,
            [
                Change(ChangeAction.Authorize, "sgr-2", "tcp 20-21 from 0.0.0.0/0", tags: TagSet.Empty.With(Planner.TagKey, "another-finding"), status: ChangeStatus.Already),
                Change(ChangeAction.Revoke, "sgr-1", "tcp 20-25 from 0.0.0.0/0"),
            ],
            None)));

    [Theory]
    [InlineData("sgr-2", ChangeStatus.Undone)]
    [InlineData("sgr-2", ChangeStatus.Done)]
    [InlineData(null, ChangeStatus.Done)]
    public void A_rule_that_a_second_round_removed_again_neither_comes_back_nor_goes_again(string? ruleId, ChangeStatus status) => Assert.Equal(
        [],
        RuleCommands.Undo(
            Account,
            Region,
            [
                Change(ChangeAction.Authorize, ruleId, "tcp 20-21 from 0.0.0.0/0", status: status),
                Change(ChangeAction.Revoke, "sgr-2", "tcp 20-21 from 0.0.0.0/0"),
            ],
            None));

    [Fact]
    public void A_rule_that_was_removed_and_added_again_is_as_it_was() => Assert.Equal(
        [],
        RuleCommands.Undo(
            Account,
            Region,
            [Change(ChangeAction.Revoke, "sgr-1", "tcp 80 from 0.0.0.0/0"), Change(ChangeAction.Authorize, "sgr-2", "tcp 80 from 0.0.0.0/0")],
            None));

    [Fact]
    public void An_old_rule_that_is_listed_as_done_and_as_already_comes_back_once_as_it_was_when_it_went() => Assert.Equal(
        new RuleStep("sg-1", true, RuleParser.Draft("tcp 22 from 0.0.0.0/0") with { Description = "ours" }, TagSet.Empty),
        RuleStep.Parse(Line(
            [
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0", status: ChangeStatus.Already),
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0", "ours"),
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0", status: ChangeStatus.Already),
            ])));

    [Fact]
    public void Each_group_is_by_itself_and_all_of_them_between_one_first_and_one_last_line()
    {
        var lines = RuleCommands.Undo(
            Account,
            Region,
            [
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 10.0.0.0/8"),
                Change(ChangeAction.Authorize, "sgr-2", "tcp 22 from 10.0.0.0/8") with { GroupId = "sg-2" },
                Change(ChangeAction.Revoke, "sgr-3", "tcp 22 from 10.0.0.0/8") with { GroupId = "sg-2", RuleId = "sgr-3", Rule = RuleParser.Draft("tcp 80 from ::/0") },
                Change(ChangeAction.Authorize, "sgr-4", "tcp 443 from 10.0.0.0/8"),
            ],
            None);

        Assert.Equal(
            ["sg-1 + tcp 22 from 10.0.0.0/8", "sg-1 - tcp 443 from 10.0.0.0/8", "sg-2 + tcp 80 from ::/0", "sg-2 - tcp 22 from 10.0.0.0/8"],
            lines[1..^1].Select(RuleStep.Parse).Where(step => step.If.Length == 0).Select(step => $"{step.GroupId} {(step.Adds ? '+' : '-')} {step.Rule.Traffic} from {step.Rule.Source}"));
    }

    [Theory]
    [InlineData(" ~", " ~")]
    [InlineData("it's", @"it\u0027s")]
    [InlineData("caf\u00e9", @"caf\u00e9")]
    [InlineData("\ud83d\ude00", @"\ud83d\ude00")]
    [InlineData("\u007f", @"\u007f")]
    [InlineData("a < b & c > d", @"a \u003c b \u0026 c \u003e d")]
    [InlineData("Wow!", @"Wow\u0021")]
    [InlineData("[x](https://example.com) `y`", @"\u005bx\u005d(https\u003a//example.com) \u0060y\u0060")]
    [InlineData("@here", @"\u0040here")]
    [InlineData("", "")]
    public void A_description_is_written_in_characters_that_no_shell_chat_or_mail_program_reads(string description, string written) => Assert.Contains(
        $"\"Description\":\"{written}\"",
        Line([Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 10.0.0.0/8", description)]),
        StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void An_ordinary_line_is_one_that_mail_does_not_break()
    {
        var change = Change(ChangeAction.Revoke, "sgr-1", "tcp 1024-65535 from 2001:db8:1234:5678:9abc:def0::/96", new string('d', 80), TagSet.Empty.With("Name", "office in Berlin").With("team", "networking"));
        var lines = RuleCommands.Undo(Account, "ap-southeast-3", [change with { GroupId = "sg-0123456789abcdef0" }], None);

        Assert.All(lines, line => Assert.InRange(line.Length, 100, 998));
    }

    [Fact]
    public void Tags_that_do_not_fit_into_a_line_are_left_out_the_longest_first_and_told()
    {
        var tags = TagSet.Of(Enumerable.Range(10, 45).Select(number => KeyValuePair.Create($"key-{number}", new string('\u00e9', number == 20 ? 10 : 256))));
        var change = Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 192.0.2.1/32", new string('d', 255), tags);

        var step = RuleStep.Parse(Line([change]));

        Assert.Equal(5, step.Tags.Count);
        Assert.Equal(new string('\u00e9', 10), step.Tags["key-20"]);
        Assert.Equal(
            ["The commands do not set the tags key-10, key-11, key-12, key-13, key-14 and 35 more of the rule sg-1 tcp 22 from 192.0.2.1/32: a line has no room for all of its tags."],
            RuleCommands.Notes(Region, [change, change]));
        Assert.InRange(Line([change]).Length, 5_000, RuleCommands.LongestLine);
    }

    [Fact]
    public void Fifty_tags_of_plain_text_come_along_and_are_no_news()
    {
        var tags = TagSet.Of(Enumerable.Range(0, 50).Select(number => KeyValuePair.Create($"key-{number}", new string('v', 60))));
        var change = Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 192.0.2.1/32", tags: tags);

        Assert.Equal(tags, RuleStep.Parse(Line([change])).Tags);
        Assert.Equal([], RuleCommands.Notes(Region, [change]));
    }

    [Fact]
    public void Two_blocks_are_one_with_one_first_and_one_last_line()
    {
        var one = RuleCommands.Undo(Account, Region, [Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 10.0.0.0/8"), Change(ChangeAction.Revoke, "sgr-2", "tcp 80 from 10.0.0.0/8")], None);
        var other = RuleCommands.Undo(Account, Region, [Change(ChangeAction.Revoke, "sgr-2", "tcp 80 from 10.0.0.0/8"), Change(ChangeAction.Revoke, "sgr-3", "tcp 443 from 10.0.0.0/8")], None);

        var both = RuleCommands.Joined(one, other);

        Assert.Equal(["+ tcp 22 from 10.0.0.0/8", "+ tcp 80 from 10.0.0.0/8", "+ tcp 443 from 10.0.0.0/8"], Steps(both));
        Assert.Equal((one[0], one[^1]), (both[0], both[^1]));
        Assert.Equal((one, one), (RuleCommands.Joined(one, []), RuleCommands.Joined([], one)));
    }

    [Theory]
    [InlineData("sg-1", "sg-1")]
    [InlineData("a_b.c/d:e-1", "a_b.c/d:e-1")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$(x)", "'$(x)'")]
    [InlineData("sg-\u00e9\n", "'sg-??'")]
    public void A_word_is_quoted_where_a_shell_would_read_it(string groupId, string word) => Assert.Contains(
        $" --group-id {word} --ip-permissions ",
        Line([Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 10.0.0.0/8") with { GroupId = groupId }]),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("*", "'*'*")]
    [InlineData("", "unknown*")]
    public void An_account_that_is_none_is_none_that_a_shell_could_be_in(string accountId, string pattern) => Assert.Contains(
        $" in {pattern}) ",
        RuleCommands.Undo(accountId, Region, [Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 10.0.0.0/8")], None)[0],
        StringComparison.Ordinal);

    /// <summary>The only line that the undo of these changes has between its first and its last one.</summary>
    private static string Line(RuleChange[] changes) => Assert.Single(RuleCommands.Undo(Account, Region, changes, None)[1..^1]);

    private static IEnumerable<string> Steps(ImmutableArray<string> lines) =>
        lines[1..^1].Select(RuleStep.Parse).Where(step => step.If.Length == 0).Select(step => $"{(step.Adds ? '+' : '-')} {step.Rule.Traffic} from {step.Rule.Source}");

    private static RuleChange Change(
        ChangeAction action, string? ruleId, string rule, string? description = null, TagSet? tags = null, ChangeStatus status = ChangeStatus.Done) =>
        new(action, "sg-1", ruleId, RuleParser.Draft(rule) with { Description = description }, tags ?? TagSet.Empty, status);
}
