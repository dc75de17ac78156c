using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// The code that made a security group, by the marks that it leaves: it will bring back what is changed by hand. CloudFormation and Elastic Beanstalk
/// tag what they make (<see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html"/>); the CDK describes
/// a group by its path in the app; Terraform describes a group as its own where nobody says otherwise, and people tag what they make with it.
/// </summary>
public static class ManagedBy
{
    private static readonly string[] Tools = ["Terraform", "OpenTofu", "Pulumi", "Ansible", "Crossplane"];

    /// <summary>What people should know before they change the group, as a sentence or two; null where nothing is known of such code.</summary>
    public static string? Sentence(SecurityGroup group)
    {
        if (group.Tags.TryGetValue("elasticbeanstalk:environment-name", out var environment))
            return $"{group.Id} belongs to the Elastic Beanstalk environment {environment}: its next update may bring the rule back. Change the environment's configuration too.";
        if (group.Tags.TryGetValue("aws:cloudformation:stack-name", out var stack))
        {
            return group.Description?.StartsWith($"{stack}/", StringComparison.Ordinal) is true
                ? $"{group.Id} belongs to the CloudFormation stack {stack}, which the AWS CDK makes: its next deployment may bring the rule back. Change the app too."
                : $"{group.Id} belongs to the CloudFormation stack {stack}: its next deployment may bring the rule back. Change the template too.";
        }

        foreach (var tool in Tools)
        {
            if (IsNamed(group, tool))
                return $"{group.Id} is made by {tool}, as {WhereNamed(group, tool)}: the next run brings the rule back and may drop the rules that were added. Change the code too.";
        }

        return null;
    }

    private static bool IsNamed(SecurityGroup group, string tool) => TagOf(group, tool) is not null || IsDescribed(group, tool);

    private static string WhereNamed(SecurityGroup group, string tool) => TagOf(group, tool) is { } key ? $"the tag {key} says" : "the description says";

    /// <summary>The tag that names the tool in its value, or is named after it and does not say that it is not so.</summary>
    private static string? TagOf(SecurityGroup group, string tool)
    {
        foreach (var (key, value) in group.Tags)
        {
            if (value.Equals(tool, StringComparison.OrdinalIgnoreCase)
                || (key.Contains(tool, StringComparison.OrdinalIgnoreCase) && !value.Equals("false", StringComparison.OrdinalIgnoreCase) && !value.Equals("no", StringComparison.OrdinalIgnoreCase)))
            {
                return key;
            }
        }

        return null;
    }

    private static bool IsDescribed(SecurityGroup group, string tool) =>
        group.Rules.Select(rule => rule.Description).Append(group.Description).Any(text => text?.Contains($"by {tool}", StringComparison.OrdinalIgnoreCase) is true);
}
