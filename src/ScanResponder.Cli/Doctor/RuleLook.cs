using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether events get to the function.</summary>
internal static class RuleLook
{
    private const string Subject = "rule";

    /// <summary>The rules of the stack, and those that lead to the function.</summary>
    /// <exception cref="ApiException">EventBridge does not say.</exception>
    internal static async Task<ImmutableArray<Rule>> FindAsync(Examination examination, CancellationToken cancellationToken)
    {
        var names = examination.Deployment.StackRules.ToList();
        string? next = null;
        do
        {
            var page = await examination.AskAsync(
                ApiService.EventBridge, "ListRuleNamesByTarget", next is null ? new() { ["TargetArn"] = examination.Deployment.FunctionArn } : new() { ["TargetArn"] = examination.Deployment.FunctionArn, ["NextToken"] = next }, cancellationToken);
            names.AddRange(page.Texts("RuleNames"));
            next = page.Text("NextToken");
        }
        while (!string.IsNullOrEmpty(next));

        var rules = ImmutableArray.CreateBuilder<Rule>();
        foreach (var name in names.Distinct())
        {
            var description = await examination.AskAsync(ApiService.EventBridge, "DescribeRule", new() { ["Name"] = name }, cancellationToken);
            var targets = await examination.AskAsync(ApiService.EventBridge, "ListTargetsByRule", new() { ["Rule"] = name }, cancellationToken);
            rules.Add(new(description, [.. targets.Items("Targets")]));
        }

        return rules.ToImmutable();
    }

    /// <summary>
    /// Whether EventBridge may hand events over, which nobody can try: the function's policy has to say so.
    /// <see href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"/>.
    /// </summary>
    internal static async IAsyncEnumerable<Check> AccessAsync(Examination examination, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var deployment = examination.Deployment;
        var rules = examination.Rules.Where(rule => rule.IsEnabled && rule.Source != Source.Schedule && rule.TargetOf(deployment.FunctionArn) is not null).ToList();
        if (rules.Count == 0)
            yield break;
        PolicyDocument policy;
        try
        {
            var answer = await examination.Open(deployment.Region).AskAsync(
                new(ApiService.Lambda, "GetPolicy") { Path = $"/2015-03-31/functions/{Uri.EscapeDataString(deployment.FunctionArn)}/policy" }, cancellationToken);
            policy = PolicyDocument.Parse(answer.Text("Policy") ?? "");
        }
        catch (ApiException exception) when (exception.IsMissing)
        {
            policy = PolicyDocument.Parse("{}");
        }

        var shut = rules.Where(rule => !policy.LetsRule(rule.Arn)).ToList();
        foreach (var rule in shut)
        {
            yield return Check.Problem(
                Subject,
                $"EventBridge may not invoke {deployment.FunctionName} for {rule.Name}: nothing of {rule.Source.Name} is answered",
                $"aws lambda add-permission --region {deployment.Region} --function-name {Shell.Quote(deployment.FunctionName)} --statement-id {Shell.Quote(rule.Name)} --action lambda:InvokeFunction --principal events.amazonaws.com --source-arn {Shell.Quote(rule.Arn)}");
        }

        if (shut.Count == 0)
            yield return Check.Ok(Subject, $"the policy of {deployment.FunctionName} lets EventBridge hand over what its rules let through");
    }

    internal static IEnumerable<Check> Look(Examination examination)
    {
        var deployment = examination.Deployment;
        if (examination.Rules.IsEmpty)
        {
            yield return Check.Problem(Subject, $"no rule hands events to {deployment.FunctionName}", "sam deploy");
            yield break;
        }

        foreach (var rule in examination.Rules)
        {
            var at = $"--region {deployment.Region}";
            if (!rule.IsEnabled)
            {
                if (rule.Source.IsWanted(deployment) is true)
                    yield return Check.Problem(Subject, $"{rule.Name} is disabled: nothing of {rule.Source.Name} is answered", $"aws events enable-rule {at} --name {Shell.Quote(rule.Name)}");
            }
            else if (rule.TargetOf(deployment.FunctionArn) is null)
            {
                yield return Check.Problem(
                    Subject,
                    $"{rule.Name} does not lead to {deployment.FunctionName}: nothing of {rule.Source.Name} is answered",
                    $"aws events put-targets {at} --rule {Shell.Quote(rule.Name)} --targets Id=Responder,Arn={deployment.FunctionArn}");
            }
            else
            {
                yield return Check.Ok(Subject, $"{rule.Name} hands over what {rule.Source.Name} tells");
            }
        }

        if (Source.All.Where(source => !examination.Hears(source)).Select(source => $"{source.Name} ({source.Parameter})").ToList() is { Count: > 0 } unheard)
            yield return Check.Ok(Subject, $"not listened to, as the parameters say: {string.Join(", ", unheard)}");
    }
}
