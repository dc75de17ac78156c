using System.Collections.Immutable;
using Amazon.EC2;
using CsCheck;
using ScanResponder.Aws.Ec2;
using ScanResponder.Network;
using ScanResponder.Remediation;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tests.Tightening.Oracle;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Aws;

/// <summary>
/// The promise of tightening, kept in groups that EC2 holds: what is written, read, tightened and undone goes through the account that the
/// function uses.
/// </summary>
public sealed class Ec2TighteningProperties(MotoServer moto)
{
    // moto keeps the tags of rules that are gone, and looks through all of them for each rule: an account is left behind after some cases.
    private const int CasesPerAccount = 10;

    // The quota of a group. moto counts the rules of both families together, and adds a part of what it has no room for.
    private const int MostRules = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_promise_is_kept_in_EC2_and_undo_brings_back_the_rules_as_they_were()
    {
        for (var left = Cases.Of(30); left > 0; left -= CasesPerAccount)
        {
            var (ec2, _) = await moto.Ec2Async();
            using var owned = ec2;
            await SampleAsync(ec2, Math.Min(left, CasesPerAccount));
        }
    }

    private static async Task SampleAsync(AmazonEC2Client ec2, int cases)
    {
        var vpcId = (await ec2.CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" }, Token)).Vpc.VpcId;
        await Situations.Any.Select(Storable).Where(Fits).SampleAsync(
            async wanted =>
            {
                var found = await StoredAsync(ec2, vpcId, wanted);
                var account = new Ec2Account(ec2);
                var groupIds = found.Groups.Select(group => group.Id).ToList();

                // As with the journal: without it, what an older answer has added gets this one's tag where it is kept.
                var tightener = new Tightener(account, found.PrefixLists, found.Trusted, Situation.FindingId, new HurriedTime()) { Alone = true };
                var result = await tightener.TightenAsync(found.Exposures, found.Groups, [], Token);
                var tightened = await account.GroupsAsync(groupIds, Token);

                Assert.Equal([], result.Failures);
                Assert.Equal([], result.Notes);
                Assert.Equal(Breach.None, found.Promise.Compare(tightened.SelectMany(group => group.Rules)));

                foreach (var command in RuleCommands.Undo(RuleConsole.AccountId, "eu-central-1", result.Changes, result.RevokedFirst).Skip(1).SkipLast(1))
                    await RunAsync(account, ec2, RuleStep.Parse(command));
                var undone = found with { Groups = await account.GroupsAsync(groupIds, Token) };

                Assert.Equal(found.RulesByValue(), undone.RulesByValue());
            },
            iter: cases);
    }

    private static Task RunAsync(Ec2Account account, AmazonEC2Client ec2, RuleStep step) => step.Adds
        ? account.AuthorizeAsync(step.GroupId, [step.Rule], step.Tags, dryRun: false, Token)
        : ec2.RevokeSecurityGroupIngressAsync(new() { GroupId = step.GroupId, IpPermissions = Ec2Shapes.PermissionsOf([step.Rule]) }, Token);

    /// <summary>
    /// The rules as far as EC2 takes them: descriptions of its characters, tags that are not its own, lists that exist. Other IP protocols than
    /// TCP, UDP and ICMP are left out, since moto refuses them without ports, which EC2 does not ask for; so are dozens of tags on a rule, which take
    /// moto too long.
    /// </summary>
    private static Situation Storable(Situation situation) => situation with
    {
        Groups = [.. situation.Groups.Select(group => group with
        {
            Rules = [.. group.Rules
                .Where(rule => rule is { Traffic: not Traffic.Other, Source: not RuleSource.PrefixList { Id: "pl-unknown" } })
                .Select(rule => rule with
                {
                    Description = rule.Description?.All(letter => char.IsAsciiLetterOrDigit(letter) || " ._-:/()#,@[]+=&;{}!$*".Contains(letter)) is true
                        ? rule.Description
                        : null,
                    Tags = rule.Tags.Count < 40 ? rule.Tags.WithoutAws() : TagSet.Empty,
                })],
        })],
    };

    private static bool Fits(Situation situation)
    {
        var added = situation.Plan().ToDictionary(plan => plan.Group.Id, plan => plan.Authorize.Length);
        return situation.Groups.All(group => group.Rules.Length + added.GetValueOrDefault(group.Id) <= MostRules);
    }

    /// <summary>The same situation in EC2, with the ids that EC2 gave.</summary>
    private static async Task<Situation> StoredAsync(AmazonEC2Client ec2, string vpcId, Situation wanted)
    {
        var account = new Ec2Account(ec2);
        var groups = wanted.Groups.Select(group => group.Id)
            .Union(wanted.Rules.Select(rule => rule.Source).OfType<RuleSource.Group>().Select(group => group.Id))
            .ToDictionary(id => id, id => NewGroupAsync(ec2, vpcId));
        var lists = wanted.Rules.Select(rule => rule.Source)
            .Concat(wanted.Trusted.Select(source => source.Source))
            .OfType<RuleSource.PrefixList>()
            .Distinct()
            .ToDictionary(list => list.Id, list => NewListAsync(ec2, wanted.PrefixLists[list.Id]));
        await Task.WhenAll([.. groups.Values, .. lists.Values]);
        var groupIds = groups.ToDictionary(group => group.Key, group => group.Value.Result);
        var listIds = lists.ToDictionary(list => list.Key, list => list.Value.Result);
        RuleSource InEc2(RuleSource source) => source switch
        {
            RuleSource.Group group => new RuleSource.Group(groupIds[group.Id], null),
            RuleSource.PrefixList list => new RuleSource.PrefixList(listIds[list.Id]),
            _ => source,
        };

        foreach (var rules in wanted.Rules.GroupBy(rule => (rule.GroupId, rule.Tags)))
        {
            var drafts = rules.Select(rule => new RuleDraft(rule.Traffic, InEc2(rule.Source), rule.Description)).ToList();
            await account.AuthorizeAsync(groupIds[rules.Key.GroupId], drafts, rules.Key.Tags, dryRun: false, Token);
        }

        var known = await Task.WhenAll(listIds.Values.Select(id => account.PrefixListAsync(id, Token)));
        return wanted with
        {
            Groups = await account.GroupsAsync([.. wanted.Groups.Select(group => groupIds[group.Id])], Token),
            PrefixLists = known.ToImmutableDictionary(list => list.Id),
            Trusted = [.. wanted.Trusted.Select(source => source with { Source = InEc2(source.Source) })],
        };
    }

    private static async Task<string> NewGroupAsync(AmazonEC2Client ec2, string vpcId) =>
        (await ec2.CreateSecurityGroupAsync(new() { VpcId = vpcId, GroupName = $"{Guid.NewGuid()}", Description = "a case" }, Token)).GroupId;

    private static async Task<string> NewListAsync(AmazonEC2Client ec2, PrefixList list)
    {
        var answer = await ec2.CreateManagedPrefixListAsync(
            new()
            {
                PrefixListName = list.Id,
                AddressFamily = list.Entries.Any(entry => entry.Family is IpFamily.IPv6) ? "IPv6" : "IPv4",
                MaxEntries = Math.Max(1, list.Entries.Length),
                Entries = list.Entries.IsEmpty ? null : [.. list.Entries.Select(entry => new Amazon.EC2.Model.AddPrefixListEntry { Cidr = entry.ToString() })],
            },
            Token);
        return answer.PrefixList.PrefixListId;
    }
}
