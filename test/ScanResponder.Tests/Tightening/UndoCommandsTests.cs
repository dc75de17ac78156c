using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

public class UndoCommandsTests
{
    [Fact]
    public void Old_rules_come_back_before_the_new_ones_go()
    {
        Assert.Equal(
            [
                """aws ec2 authorize-security-group-ingress --region eu-central-1 --group-id sg-1 --ip-permissions '[{"IpProtocol":"tcp","FromPort":20,"ToPort":25,"IpRanges":[{"CidrIp":"0.0.0.0/0","Description":"it\u0027s old"}]}]' --tag-specifications '[{"ResourceType":"security-group-rule","Tags":[{"Key":"team","Value":"a"}]}]' --query Return --output text""",
                "aws ec2 revoke-security-group-ingress --region eu-central-1 --group-id sg-1 --security-group-rule-ids sgr-2 --query Return --output text",
            ],
            UndoCommands.For(
                "eu-central-1",
                [
                    Change(ChangeAction.Authorize, "sgr-2", "tcp 20-21 from 0.0.0.0/0"),
                    Change(ChangeAction.Revoke, "sgr-1", "tcp 20-25 from 0.0.0.0/0", "it's old", TagSet.Empty.With("team", "a").With("aws:x", "y")),
                ],
                new HashSet<string>()));
    }

    [Fact]
    public void Every_kind_of_source_has_its_list() => Assert.Equal(
        """aws ec2 authorize-security-group-ingress --region r --group-id sg-1 --ip-permissions '[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}],"Ipv6Ranges":[{"CidrIpv6":"::/0"}],"PrefixListIds":[{"PrefixListId":"pl-1"}],"UserIdGroupPairs":[{"GroupId":"sg-2"}]}]' --query Return --output text""",
        Assert.Single(UndoCommands.For(
            "r",
            [
                Change(ChangeAction.Revoke, "sgr-1", "all traffic from 0.0.0.0/0"),
                Change(ChangeAction.Revoke, "sgr-2", "all traffic from ::/0"),
                Change(ChangeAction.Revoke, "sgr-3", "all traffic from pl-1"),
                Change(ChangeAction.Revoke, "sgr-4", "all traffic from sg-2"),
            ],
            new HashSet<string>())));

    [Theory]
    [InlineData(ChangeStatus.Planned)]
    [InlineData(ChangeStatus.Failed)]
    [InlineData(ChangeStatus.Undone)]
    public void What_was_not_changed_is_not_undone(ChangeStatus status) => Assert.Equal(
        [],
        UndoCommands.For(
            "r",
            [
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0") with { Status = status },
                Change(ChangeAction.Authorize, "sgr-2", "tcp 22 from 10.0.0.0/8") with { Status = status },
            ],
            new HashSet<string>()));

    [Fact]
    public void A_rule_that_somebody_else_added_stays_and_one_that_somebody_else_removed_comes_back() => Assert.Equal(
        ["authorize-security-group-ingress"],
        UndoCommands.For(
            "r",
            [
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 0.0.0.0/0") with { Status = ChangeStatus.Already },
                Change(ChangeAction.Authorize, "sgr-2", "tcp 22 from 10.0.0.0/8") with { Status = ChangeStatus.Already },
            ],
            new HashSet<string>()).Select(command => command.Split(' ')[2]));

    [Fact]
    public void What_the_answer_to_another_finding_added_for_the_same_rule_goes_too() => Assert.Equal(
        "aws ec2 revoke-security-group-ingress --region r --group-id sg-1 --security-group-rule-ids sgr-2 --query Return --output text",
        UndoCommands.For(
            "r",
            [
                Change(ChangeAction.Authorize, "sgr-2", "tcp 20-21 from 0.0.0.0/0", tags: TagSet.Empty.With(Planner.TagKey, "another-finding")) with { Status = ChangeStatus.Already },
                Change(ChangeAction.Revoke, "sgr-1", "tcp 20-25 from 0.0.0.0/0"),
            ],
            new HashSet<string>())[^1]);

    [Fact]
    public void A_rule_that_a_second_round_removed_again_does_not_come_back() => Assert.Equal(
        [],
        UndoCommands.For(
            "r",
            [
                Change(ChangeAction.Authorize, "sgr-2", "tcp 20-21 from 0.0.0.0/0") with { Status = ChangeStatus.Undone },
                Change(ChangeAction.Revoke, "sgr-2", "tcp 20-21 from 0.0.0.0/0"),
            ],
            new HashSet<string>()));

    [Fact]
    public void Rules_with_the_same_tags_come_back_together_and_each_group_by_itself() => Assert.Equal(
        [("sg-1", "10.0.0.0/8 192.0.2.0/24"), ("sg-1", "198.51.100.0/24"), ("sg-2", "203.0.113.0/24")],
        UndoCommands.For(
            "eu-central-1",
            [
                Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 10.0.0.0/8"),
                Change(ChangeAction.Revoke, "sgr-2", "tcp 22 from 198.51.100.0/24", tags: TagSet.Empty.With("team", "a")),
                Change(ChangeAction.Revoke, "sgr-3", "tcp 80 from 192.0.2.0/24"),
                Change(ChangeAction.Revoke, "sgr-4", "tcp 22 from 203.0.113.0/24") with { GroupId = "sg-2" },
            ],
            new HashSet<string>()).Select(UndoStep.Parse).Select(step => (step.GroupId, string.Join(' ', step.Add.Select(draft => draft.Source)))));

    [Fact]
    public void Every_tag_comes_back() => Assert.Contains(
        """ --tag-specifications '[{"ResourceType":"security-group-rule","Tags":[{"Key":"cost","Value":"1"},{"Key":"team","Value":"a"}]}]' """,
        Assert.Single(UndoCommands.For(
            "r",
            [Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 10.0.0.0/8", tags: TagSet.Empty.With("team", "a").With("cost", "1"))],
            new HashSet<string>())),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("tcp 22 from pl-1", """ "IpProtocol":"tcp","FromPort":22,"ToPort":22,"PrefixListIds":[{"PrefixListId":"pl-1"}] """)]
    [InlineData("icmp 3-4 from 10.0.0.0/8", """ "IpProtocol":"icmp","FromPort":3,"ToPort":4,"IpRanges":[{"CidrIp":"10.0.0.0/8"}] """)]
    [InlineData("protocol 47 from 10.0.0.0/8", """ "IpProtocol":"47","IpRanges":[{"CidrIp":"10.0.0.0/8"}] """)]
    public void Only_protocols_with_ports_or_types_name_them(string rule, string permission) => Assert.Equal(
        $"aws ec2 authorize-security-group-ingress --region r --group-id sg-1 --ip-permissions '[{{{permission.Trim()}}}]' --query Return --output text",
        Assert.Single(UndoCommands.For("r", [Change(ChangeAction.Revoke, "sgr-1", rule)], new HashSet<string>())));

    [Fact]
    public void A_group_of_another_account_is_named_with_its_owner()
    {
        var change = Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from sg-2", "peer");

        Assert.Contains(
            """[{"GroupId":"sg-2","UserId":"123456789012","Description":"peer"}]""",
            Assert.Single(UndoCommands.For("r", [change with { Rule = change.Rule with { Source = new RuleSource.Group("sg-2", "123456789012") } }], new HashSet<string>())),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ~", " ~")]
    [InlineData("it's", @"it\u0027s")]
    [InlineData("caf\u00e9", @"caf\u00e9")]
    [InlineData("\u007f", @"\u007f")]
    [InlineData("a < b & c", "a < b & c")]
    [InlineData("", "")]
    public void A_description_is_written_in_characters_that_no_shell_reads(string description, string written) => Assert.Contains(
        $"\"Description\":\"{written}\"",
        Assert.Single(UndoCommands.For("r", [Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 10.0.0.0/8", description)], new HashSet<string>())),
        StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Many_rules_come_back_in_lines_that_mail_does_not_break()
    {
        var changes = Enumerable.Range(10, 60).Select(host => Change(ChangeAction.Revoke, $"sgr-{host}", $"tcp 22 from 192.0.2.{host}/32", $"host {host}")).ToList();

        var commands = UndoCommands.For("eu-central-1", changes, new HashSet<string>());

        Assert.Equal(changes.Select(change => change.Rule), commands.SelectMany(command => UndoStep.Parse(command).Add));
        Assert.Equal([6, 6, 6, 6, 6, 6, 6, 6, 6, 6], commands.Select(command => UndoStep.Parse(command).Add.Length));
        Assert.All(commands, command => Assert.InRange(command.Length, 300, UndoCommands.LineLength));
    }

    [Fact]
    public void A_rule_that_is_longer_than_a_line_has_one_to_itself() => Assert.Single(UndoCommands.For(
        "r", [Change(ChangeAction.Revoke, "sgr-1", "tcp 22 from 192.0.2.1/32", new string('\u00e9', 255))], new HashSet<string>()));

    [Fact]
    public void Many_tags_leave_half_a_line_for_rules()
    {
        var tags = TagSet.Of(Enumerable.Range(0, 40).Select(number => KeyValuePair.Create($"key-{number}", new string('v', 20))));
        var changes = Enumerable.Range(0, 8).Select(host => Change(ChangeAction.Revoke, $"sgr-{host}", $"tcp 22 from 192.0.2.{host}/32", tags: tags));

        Assert.Equal([5, 3], UndoCommands.For("eu-central-1", changes, new HashSet<string>()).Select(command => UndoStep.Parse(command).Add.Length));
    }

    [Fact]
    public void Many_rules_go_in_lines_that_mail_does_not_break()
    {
        var changes = Enumerable.Range(0, 70).Select(number => Change(ChangeAction.Authorize, $"sgr-{number:x17}", $"tcp 22 from 192.0.2.{number}/32"));

        var commands = UndoCommands.For("eu-central-1", changes, new HashSet<string>());

        Assert.Equal([32, 32, 6], commands.Select(command => UndoStep.Parse(command).Remove.Length));
        Assert.All(commands, command => Assert.InRange(command.Length, 100, UndoCommands.LineLength));
    }

    [Theory]
    [InlineData("sg-1", "sg-1")]
    [InlineData("a_b.c/d:e-1", "a_b.c/d:e-1")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$(x)", "'$(x)'")]
    public void A_word_is_quoted_where_a_shell_would_read_it(string groupId, string word) => Assert.Equal(
        $"aws ec2 revoke-security-group-ingress --region r --group-id {word} --security-group-rule-ids sgr-1 sgr-2 --query Return --output text",
        UndoCommands.ToRemove("r", groupId, ["sgr-1", "sgr-2"]));

    private static RuleChange Change(ChangeAction action, string ruleId, string rule, string? description = null, TagSet? tags = null) =>
        new(action, "sg-1", ruleId, RuleText.Draft(rule) with { Description = description }, tags ?? TagSet.Empty, ChangeStatus.Done);
}
