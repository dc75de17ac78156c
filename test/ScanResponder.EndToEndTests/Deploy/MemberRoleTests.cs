using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>The role that lets the function into a member account: whom it lets in, and what they may do.</summary>
public sealed class MemberRoleTests(MotoServer moto)
{
    private const string Home = "111122223333";
    private const string Group = $"arn:aws:ec2:eu-west-1:{Deployment.AccountId}:security-group/sg-1";
    private const string Rule = $"arn:aws:ec2:eu-west-1:{Deployment.AccountId}:security-group-rule/sgr-1";
    private const string Function = $"arn:aws:iam::{Home}:role/scan-responder-ResponderRole-1";
    private const string RequestedRegion = "aws:RequestedRegion";
    private const string PrincipalArn = "aws:PrincipalArn";
    private const string ExternalId = "sts:ExternalId";
    private const string SourceIdentity = "sts:SourceIdentity";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_function_comes_in_with_the_external_id_of_its_installation_and_says_for_which_finding()
    {
        PolicyStatements trust = (await DeployedAsync()).TrustOf("MemberRole");
        AccessRequest assume = new AccessRequest("sts:AssumeRole", "*") { Caller = Home }
            .With(PrincipalArn, Function).With(ExternalId, $"scan-responder-{Home}");
        AccessRequest name = new AccessRequest("sts:SetSourceIdentity", "*") { Caller = Home }
            .With(PrincipalArn, Function).With(SourceIdentity, "scan-responder-finding");

        Assert.True(trust.Allow(assume));
        Assert.False(trust.Allow(assume.Without(ExternalId)));
        Assert.False(trust.Allow(assume.With(ExternalId, "scan-responder-999999999999")));
        Assert.False(trust.Allow(assume.With(PrincipalArn, $"arn:aws:iam::{Home}:role/admin")));
        Assert.False(trust.Allow(assume.With(PrincipalArn, $"{Function}0")));
        Assert.False(trust.Allow(assume with { Caller = "999999999999" }));
        Assert.True(trust.Allow(name));
        Assert.False(trust.Allow(name.With(SourceIdentity, "somebody")));
        Assert.Equal(["sts:AssumeRole", "sts:SetSourceIdentity"], trust.AllowedActions.Order());
    }

    [Fact]
    public async Task The_function_may_do_in_a_member_account_what_it_does_and_nothing_else() =>
        Assert.Equal(
            AwsCallsInSource.In("remediate").Where(IsDoneInMembers).Order(StringComparer.Ordinal),
            (await DeployedAsync()).PoliciesOf("MemberRole").AllowedActions.Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_role_that_may_not_tighten_only_looks() =>
        Assert.Equal(
            AwsCallsInSource.Reading.Where(action => IsDoneInMembers(action) && action is not ("ec2:DescribeFlowLogs" or "cloudtrail:LookupEvents")).Order(StringComparer.Ordinal),
            (await DeployedAsync(("MayTighten", "false"), ("ListsFlowLogs", "false"), ("LooksUpOpeners", "false"))).PoliciesOf("MemberRole").AllowedActions.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Exempt_groups_and_rules_of_others_are_out_of_its_reach()
    {
        PolicyStatements role = (await DeployedAsync()).PoliciesOf("MemberRole").And("""{"Statement": {"Effect": "Allow", "Action": "ec2:*SecurityGroupIngress", "Resource": "*"}}""");
        AccessRequest revoke = new AccessRequest("ec2:RevokeSecurityGroupIngress", Group).With(RequestedRegion, "eu-west-1");
        AccessRequest tag = new AccessRequest("ec2:CreateTags", Rule).With(RequestedRegion, "eu-west-1");

        Assert.True(role.Allow(revoke));
        Assert.False(role.Allow(revoke.With("aws:ResourceTag/scan-responder", "exempt")));
        Assert.False(role.Allow(tag));
        Assert.True(role.Allow(tag.With("ec2:CreateAction", "AuthorizeSecurityGroupIngress")));
        Assert.True(role.Allow(tag.With("aws:ResourceTag/scan-responder", "a-finding")));
    }

    [Theory]
    [InlineData("ec2:DescribeInstances", "*")]
    [InlineData("ec2:DescribeFlowLogs", "*")]
    [InlineData("cloudtrail:LookupEvents", "*")]
    [InlineData("ec2:GetManagedPrefixListEntries", "arn:aws:ec2:us-east-1:aws:prefix-list/pl-1")]
    [InlineData("ec2:RevokeSecurityGroupIngress", Group)]
    [InlineData("ec2:AuthorizeSecurityGroupIngress", Rule)]
    public async Task It_acts_in_the_Regions_that_are_named_and_in_no_other(string action, string resource)
    {
        PolicyStatements role = (await DeployedAsync(("Regions", "eu-west-1,us-east-1"))).PoliciesOf("MemberRole");
        var request = new AccessRequest(action, resource);

        Assert.True(role.Allow(request.With(RequestedRegion, "us-east-1")));
        Assert.False(role.Allow(request.With(RequestedRegion, "eu-central-1")));
        Assert.False(role.Allow(request));
    }

    [Fact]
    public async Task It_comes_up_as_a_stack()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        var cli = new AwsCli(world.Keys, world.Endpoint);
        string template = Repository.Locate("infra", "member-role.yaml");

        await cli.RunAllAsync(
            [
                $"aws cloudformation create-stack --stack-name member --capabilities CAPABILITY_NAMED_IAM --template-body 'file://{template}' "
                + $"--parameters ParameterKey=ResponderRoleArn,ParameterValue={Function} ParameterKey=Regions,ParameterValue=eu-west-1",
            ],
            Cancellation);

        CommandResult policies = await cli.RunAsync("aws iam get-role --role-name scan-responder-member --query Role.Arn --output text", Cancellation);
        Assert.Equal($"arn:aws:iam::{world.AccountId}:role/scan-responder-member", policies.StandardOutput.Trim());
    }

    private static bool IsDoneInMembers(string action) => action.Split(':')[0] is "ec2" or "cloudtrail" or "iam";

    private static async Task<Deployment> DeployedAsync(params (string Name, string Value)[] parameters) =>
        (await Template.LoadAsync(Path.Combine("infra", "member-role.yaml"))).With([("ResponderRoleArn", Function), ("Regions", "eu-west-1"), .. parameters]);
}
