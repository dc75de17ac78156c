using System.Runtime.CompilerServices;
using ScanResponder.Aws.Api;
using ScanResponder.Aws.Ec2;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether the function gets into member accounts.</summary>
internal static class MemberLook
{
    private const string Subject = "member account";

    /// <param name="examination">What is deployed.</param>
    /// <param name="accounts">The accounts whose roles are tried.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async IAsyncEnumerable<Check> LookAsync(
        Examination examination, IReadOnlyList<string> accounts, [EnumeratorCancellation] CancellationToken cancellationToken)
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
            yield return Check.Ok(Subject, $"the role is {name}; {DoctorCommand.Member} ACCOUNT tries it");
        var role = new MemberRole(name, deployment.AccountId, deployment.Region);
        foreach (var account in accounts)
        {
            var arn = role.ArnIn(deployment.Partition, account);
            Check check;
            try
            {
                await examination.AskAsync(
                    ApiService.Sts, "AssumeRole", new() { ["RoleArn"] = arn, ["RoleSessionName"] = "scan-responder-doctor", ["ExternalId"] = role.ExternalId, ["DurationSeconds"] = 900 }, cancellationToken);
                check = Check.Ok(Subject, $"{arn} can be assumed");
            }
            catch (ApiException exception)
            {
                // STS refuses in the same words where there is no such role and where it trusts the function alone, as it should.
                check = Check.CouldNotLook(
                    Subject, $"{arn} cannot be assumed by you ({exception.Message}); whether it is there and trusts {deployment.RoleArn}, only that account says", $"aws iam get-role --role-name {Shell.Quote(name)}");
            }

            yield return check;
        }
    }
}
