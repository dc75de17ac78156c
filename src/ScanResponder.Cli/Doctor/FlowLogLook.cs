using System.Runtime.CompilerServices;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether flow logs still get into their bucket. Whoever makes a flow log to the same bucket may have its policy written anew.</summary>
internal static class FlowLogLook
{
    private const string Subject = "flow logs";
    private const string Delivery = "delivery.logs.amazonaws.com";

    internal static async IAsyncEnumerable<Check> LookAsync(Examination examination, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var deployment = examination.Deployment;
        if (deployment.Setting("RESPONDER_FLOW_LOGS")?.StartsWith("athena:", StringComparison.Ordinal) is not true || deployment.Parameter("FlowLogsBucket") is not { Length: > 0 } bucket)
            yield break;
        var mend = $"aws s3api put-bucket-policy --region {deployment.Region} --bucket {bucket} --policy file://policy.json";
        Check check;
        try
        {
            var policy = PolicyDocument.Parse((await examination.Open(deployment.Region).AskAsync(new(ApiService.S3, "GetBucketPolicy") { Path = $"/{bucket}?policy" }, cancellationToken)).ToJsonString());
            check = !policy.AllowsService(Delivery, "s3:PutObject")
                ? Check.Problem(Subject, $"the policy of {bucket} does not let {Delivery} write: no flow log gets there. Put back the policy of infra/flow-logs-athena.yaml", mend)
                : !policy.RefusesPlainTransport()
                    ? Check.Problem(Subject, $"the policy of {bucket} was overwritten: it does not refuse plain transport any more. Put back the policy of infra/flow-logs-athena.yaml", mend)
                    : Check.Ok(Subject, $"the policy of {bucket} lets flow logs in");
        }
        catch (ApiException exception) when (exception.IsMissing)
        {
            check = Check.Problem(Subject, $"the bucket {bucket} has no policy, or does not exist: no flow log gets there. Put back the policy of infra/flow-logs-athena.yaml", mend);
        }

        yield return check;
    }
}
