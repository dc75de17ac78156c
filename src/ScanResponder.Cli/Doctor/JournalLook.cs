using System.Runtime.CompilerServices;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether what was done is remembered, and forgotten in time.</summary>
internal static class JournalLook
{
    private const string Subject = "journal";
    private const string Expires = "expiresAt";

    internal static async IAsyncEnumerable<Check> LookAsync(Examination examination, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (examination.Deployment.Setting("RESPONDER_JOURNAL_TABLE") is not { } table)
        {
            yield return Check.Ok(Subject, "there is none: an event that is delivered twice is alerted twice");
            yield break;
        }

        Check check;
        try
        {
            var lifetime = (await examination.AskAsync(ApiService.DynamoDb, "DescribeTimeToLive", new() { ["TableName"] = table }, cancellationToken)).Member("TimeToLiveDescription");
            check = lifetime.Text("TimeToLiveStatus") is "ENABLED" or "ENABLING" && lifetime.Text("AttributeName") is Expires
                ? Check.Ok(Subject, $"{table} forgets by {Expires}")
                : Check.Problem(
                    Subject,
                    $"{table} has no time to live on {Expires} and grows without end",
                    $"aws dynamodb update-time-to-live --region {examination.Deployment.Region} --table-name {Shell.Quote(table)} --time-to-live-specification Enabled=true,AttributeName={Expires}");
        }
        catch (ApiException exception) when (exception.IsMissing)
        {
            check = Check.Problem(Subject, $"the table {table} does not exist: each delivery is answered as the first, and no undo is known", "sam deploy");
        }

        yield return check;
    }
}
