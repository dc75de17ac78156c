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

    private static RuleChange Change(ChangeAction action, string ruleId, string rule, string? description = null, TagSet? tags = null) =>
        new(action, "sg-1", ruleId, RuleText.Draft(rule) with { Description = description }, tags ?? TagSet.Empty, ChangeStatus.Done);
}
