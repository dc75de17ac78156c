namespace ScanResponder.Cli.Doctor;

/// <summary>Whether the function can be run at all.</summary>
internal static class FunctionLook
{
    private const string Subject = "function";

    internal static IEnumerable<Check> Look(Deployment deployment)
    {
        var name = deployment.FunctionName;
        var state = deployment.Configuration.Text("State");
        if (state is "Failed" or "Inactive" || deployment.Configuration.Text("LastUpdateStatus") is "Failed")
        {
            var reason = deployment.Configuration.Text("StateReason") ?? deployment.Configuration.Text("LastUpdateStatusReason") ?? "Lambda does not say why";
            yield return Check.Problem(Subject, $"{name} cannot run: {reason}", "sam build && sam deploy");
        }
        else if (deployment.Setting("RESPONDER_TOPIC_ARN") is null)
        {
            yield return Check.Problem(Subject, $"{name} has no RESPONDER_TOPIC_ARN and does not start", "sam deploy");
        }
        else
        {
            yield return Check.Ok(Subject, $"{name} is there, in mode {Mode(deployment)}");
        }

        if (deployment.StackStatus is { } status && status.Contains("ROLLBACK", StringComparison.Ordinal) && !status.StartsWith("UPDATE_ROLLBACK_COMPLETE", StringComparison.Ordinal))
            yield return Check.Problem("stack", $"{deployment.Stack} is {status}", $"aws cloudformation describe-stack-events --region {deployment.Region} --stack-name {Shell.Quote(deployment.Stack!)}");
    }

    internal static string Mode(Deployment deployment) => deployment.Setting("RESPONDER_MODE") ?? "notify";
}
