using System.Collections.Immutable;
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
