using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ScanResponder.Aws.Api;
using ScanResponder.Aws.Ec2;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether the function gets into member accounts, and what it may do there.</summary>
internal static class MemberLook
{
    private const string Subject = "member account";

    // The function assumes the role, and says for which finding.
    private static readonly string[] ComingIn = ["sts:AssumeRole", "sts:SetSourceIdentity"];

    /// <param name="examination">What is deployed.</param>
    /// <param name="accounts">The accounts whose roles are looked at.</param>
    /// <param name="enter">Opens IAM of a member account; null where nobody has said through which role.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async IAsyncEnumerable<Check> LookAsync(
        Examination examination, IReadOnlyList<string> accounts, Func<string, IAwsApi>? enter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var deployment = examination.Deployment;
        if (deployment.Setting("RESPONDER_MEMBER_ROLE") is not { } name)
        {
            yield return accounts.Count == 0
                ? Check.Ok(Subject, "the function answers for its own account alone")
                : Check.Problem(Subject, $"the function has no RESPONDER_MEMBER_ROLE: nothing in {string.Join(", ", accounts)} is read or closed", "sam deploy --parameter-overrides MemberRole=scan-responder-member");
            yield break;
        }

        if (accounts.Count == 0)
            yield return Check.Ok(Subject, $"the role is {name}; {DoctorCommand.Member} ACCOUNT looks at it");
        var role = new MemberRole(name, deployment.AccountId, deployment.Region);
        foreach (var account in accounts)
        {
            if (enter is null)
            {
                yield return await TryAsync(examination, role, account, cancellationToken);
                continue;
            }

            await foreach (var check in ExamineAsync(deployment, role, account, enter(account), cancellationToken))
                yield return check;
        }
    }

    /// <summary>Without a way into the account, all that can be tried is whether the role lets in whoever asks.</summary>
    private static async Task<Check> TryAsync(Examination examination, MemberRole role, string account, CancellationToken cancellationToken)
    {
        var arn = role.ArnIn(examination.Deployment.Partition, account);
        try
        {
            await examination.AskAsync(
                ApiService.Sts, "AssumeRole", new() { ["RoleArn"] = arn, ["RoleSessionName"] = "scan-responder-doctor", ["ExternalId"] = role.ExternalId, ["DurationSeconds"] = 900 }, cancellationToken);
            return Check.Ok(Subject, $"{arn} can be assumed");
        }
        catch (ApiException exception)
        {
            // STS refuses in the same words where there is no such role and where it trusts the function alone, as it should.
            return Check.CouldNotLook(
                Subject,
                $"{arn} cannot be assumed by you ({exception.Message}); whether it is there and trusts {examination.Deployment.RoleArn}, only that account says: {DoctorCommand.Through} ROLE asks it through a role of yours there",
                $"aws iam get-role --role-name {Shell.Quote(role.Name)}");
        }
    }

    private static async IAsyncEnumerable<Check> ExamineAsync(Deployment deployment, MemberRole role, string account, IAwsApi iam, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var arn = role.ArnIn(deployment.Partition, account);
        JsonNode? found = null;
        Check? failed = null;
        try
        {
            found = (await iam.AskAsync(new(ApiService.Iam, "GetRole", new() { ["RoleName"] = role.Name }), cancellationToken)).Member("Role");
        }
        catch (ApiException exception)
        {
            failed = exception.IsMissing || exception.Code is "NoSuchEntity"
                ? Check.Problem(Subject, $"there is no role {arn}: nothing in {account} is read or closed", Deploy(deployment, role))
                : Check.CouldNotLook(Subject, $"in {account}: {exception.Message}");
        }

        if (failed is not null)
        {
            yield return failed;
            yield break;
        }

        var trust = PolicyDocument.Parse(Uri.UnescapeDataString(found.Text("AssumeRolePolicyDocument") ?? ""));
        string[] closed =
        [
            .. ComingIn.Where(action => !trust.LetsIn(deployment.RoleArn, deployment.Partition, deployment.AccountId, action, role.ExternalId)),
        ];
        if (closed.Length > 0)
        {
            yield return Check.Problem(
                Subject, $"{arn} does not let {deployment.RoleArn} in ({string.Join(", ", closed)} with the external id {role.ExternalId}): nothing in {account} is read or closed", Deploy(deployment, role));
            yield break;
        }

        await foreach (var check in MayAsync(deployment, role, arn, account, iam, cancellationToken))
            yield return check;
    }

    private static async IAsyncEnumerable<Check> MayAsync(
        Deployment deployment, MemberRole role, string arn, string account, IAwsApi iam, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = RoleLook.Reading(deployment, account).Where(need => need.IsEssential).ToList();
        var closing = RoleLook.Closing(deployment, account).ToList();
        List<string> blind = [];
        List<string> fixedOnes = [];
        foreach (var region in deployment.Regions)
        {
            var denied = await DeniedAsync(reading, region);
            if (denied.Count > 0)
                blind.Add($"{region} ({string.Join(", ", denied)})");
            else if ((await DeniedAsync(closing, region)).Count > 0)
                fixedOnes.Add(region);
        }

        if (blind.Count > 0)
            yield return Check.Problem(Subject, $"{arn} may not read the account in {string.Join(", ", blind)}: what is found there is alerted and not looked at", Deploy(deployment, role));
        else if (fixedOnes.Count > 0)
            yield return Check.Ok(Subject, $"{arn} lets the function look in {string.Join(", ", deployment.Regions)} and change nothing in {string.Join(", ", fixedOnes)}, as MayTighten=false says");
        else
            yield return Check.Ok(Subject, $"{arn} lets the function look and close in {string.Join(", ", deployment.Regions)}");

        async Task<List<string>> DeniedAsync(IEnumerable<RoleLook.Need> needs, string region)
        {
            List<string> denied = [];
            foreach (var need in needs)
                denied.AddRange((await RoleLook.DeniedAsync(iam, arn, need, region, cancellationToken)).Select(result => result.Text("EvalActionName") ?? ""));
            return [.. denied.Distinct()];
        }
    }

    private static string Deploy(Deployment deployment, MemberRole role) =>
        "aws cloudformation deploy --stack-name scan-responder-member --template-file infra/member-role.yaml --capabilities CAPABILITY_NAMED_IAM --parameter-overrides "
            + $"ResponderRoleArn={deployment.RoleArn} RoleName={Shell.Quote(role.Name)} Regions={string.Join(',', deployment.Regions)}";
}
