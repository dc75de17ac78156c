using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>The command line goes through the accounts of an organization.</summary>
public sealed class OrganizationAuditTests(MotoServer moto)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_active_account_is_looked_at_through_its_role_and_one_that_refuses_is_a_problem()
    {
        using AwsWorld home = await AwsWorld.CreateAsync(moto, Token);
        using AwsWorld member = await AwsWorld.CreateAsync(moto, Token, beside: home);
        await home.SecurityGroupAsync(await home.PublicNetworkAsync(Token), "home", Token, Ingress.Tcp(22, "0.0.0.0/0"));
        await member.SecurityGroupAsync(await member.PublicNetworkAsync(Token), "shop", Token, Ingress.Tcp(22, "::/0"));
        await using AwsProxy aws = new(home.Endpoint);
        aws.Inject(
            call => call.Action == "ListAccounts" && !call.Request.Text.Contains("NextToken", StringComparison.Ordinal),
            Page($$"""{"Accounts": [{"Id": "{{home.AccountId}}", "State": "ACTIVE"}, {"Id": "{{member.AccountId}}", "Status": "ACTIVE"}], "NextToken": "more"}"""));
        aws.Inject(
            call => call.Action == "ListAccounts",
            Page("""{"Accounts": [{"Id": "333333333333", "State": "ACTIVE"}, {"Id": "444444444444", "State": "PENDING_CLOSURE", "Status": "ACTIVE"}]}"""));
        aws.Inject(call => call.Action == "AssumeRole" && call["RoleArn"]!.Contains("333333333333", StringComparison.Ordinal), Fault.AccessDenied);

        CommandResult run = await Tool.RunAsync(home.Keys, aws.Address, Token, "audit", "--live", "--organization", "scan-responder-member", "--json");

        Assert.Equal((1, ""), (run.ExitCode, run.StandardError));
        JsonNode document = JsonNode.Parse(run.StandardOutput)!;
        Assert.Equal([home.AccountId, member.AccountId], document["groups"]!.AsArray().Select(group => (string)group!["accountId"]!).Order(StringComparer.Ordinal));
        Assert.All(document["problems"]!.AsArray(), problem => Assert.Equal("333333333333", (string?)problem!["accountId"]));
        Assert.NotEmpty(document["problems"]!.AsArray());
        AwsCall assumed = aws.Calls.First(call => call.Action == "AssumeRole" && call["RoleArn"]!.Contains(member.AccountId, StringComparison.Ordinal));
        Assert.Equal(($"arn:aws:iam::{member.AccountId}:role/scan-responder-member", $"scan-responder-{home.AccountId}"), (assumed["RoleArn"], assumed["ExternalId"]));
        Assert.DoesNotContain(aws.Calls, call => call.Action == "AssumeRole" && call["RoleArn"]!.Contains("444444444444", StringComparison.Ordinal));
    }

    private static Fault.AnsweredInstead Page(string json) => new(HttpAnswer.Json(200, json));
}
