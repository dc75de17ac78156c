using System.Collections.Immutable;
using System.Text.Json;

namespace ScanResponder.Triggers;

/// <summary>A call that may have opened a port, as CloudTrail recorded it. Texts are the caller's, and cut where they are long.</summary>
/// <param name="Name">The call, such as <c>AuthorizeSecurityGroupIngress</c>.</param>
/// <param name="GroupId">The security group about which the history was asked.</param>
public sealed record RecordedCall(string Name, string GroupId)
{
    private const int Longest = 256;
    private const int MostRules = 1_000;
    private const string AwsCli = "the AWS CLI";

    /// <summary>CloudTrail's id of the call; null where it names none.</summary>
    public string? EventId { get; private init; }

    /// <summary>When it was made, to the second; null where that is not recorded.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>Who made it, as people know them: the user, or the name of the session; null where that is not recorded.</summary>
    public string? Who { get; private init; }

    /// <summary>The role that they had assumed; null for none.</summary>
    public string? Role { get; private init; }

    /// <summary>The ARN of who made it; null for AWS's own services.</summary>
    public string? Arn { get; private init; }

    /// <summary>The ARN of the role that they had assumed, which nobody can choose as they can the name of a session; null for none.</summary>
    public string? Issuer { get; private init; }

    /// <summary>What the call was made on beside the group, such as an instance, an interface or a prefix list; null for nothing.</summary>
    public string? Target { get; init; }

    /// <summary>The address, or the AWS service, that it came from; null where that is not recorded.</summary>
    public string? From { get; private init; }

    /// <summary>What it was made with, such as <c>the console</c> or <c>Terraform</c>; null where that is not known.</summary>
    public string? Tool { get; private init; }

    /// <summary>True where the AWS CLI made it, also in CloudShell.</summary>
    public bool IsOfAwsCli => Tool is AwsCli;

    /// <summary>The rules that it made or changed.</summary>
    public ImmutableArray<RecordedRule> Rules { get; private init; } = [];

    /// <summary>The instances and interfaces that it gave the group to.</summary>
    public ImmutableArray<string> GivenTo { get; private init; } = [];

    /// <summary>Reads a record of any shape; null where it is none, where the call failed, and where it opens nothing.</summary>
    /// <param name="json">The record.</param>
    /// <param name="groupId">The group about which the history was asked.</param>
    public static RecordedCall? Read(string json, string groupId)
    {
        JsonPart record;
        try
        {
            record = new(JsonElement.Parse(json), "");
        }
        catch (JsonException)
        {
            return null;
        }

        if (!record["errorCode"].IsAbsent || record["eventName"].Text is not { } name)
            return null;
        var call = Read(record, name, groupId);
        return call.Rules.IsEmpty && call.GivenTo.IsEmpty ? null : call;
    }

    /// <summary>Reads the record of a call that succeeded.</summary>
    /// <param name="record">The record.</param>
    /// <param name="name">The call.</param>
    /// <param name="groupId">The group that it is asked about; empty for none.</param>
    internal static RecordedCall Read(JsonPart record, string name, string groupId)
    {
        var (request, response) = (record["requestParameters"], record["responseElements"]);
        var (rules, givenTo) = name switch
        {
            "AuthorizeSecurityGroupIngress" => (Authorized(request, response), []),
            "ModifySecurityGroupRules" => (Modified(request[$"{name}Request"]), []),
            "RunInstances" => ([], Launched(response)),
            "CreateNetworkInterface" => ([], [response["networkInterface"]["networkInterfaceId"].Text]),
            "ModifyNetworkInterfaceAttribute" when !request["groupSet"].IsAbsent => ([], [request["networkInterfaceId"].Text]),
            "ModifyInstanceAttribute" when !request["groupSet"].IsAbsent => ([], [request["instanceId"].Text]),
            _ => (Array.Empty<RecordedRule>().AsEnumerable(), Array.Empty<string?>().AsEnumerable()),
        };
        return new RecordedCall(name, groupId)
        {
            EventId = Short(record["eventID"].Text),
            At = record["eventTime"].Time,
            From = Short(record["sourceIPAddress"].Text),
            Tool = ToolOf(record),
            Rules = [.. rules.Take(MostRules)],
            GivenTo = [.. givenTo.OfType<string>().Take(MostRules)],
        }.By(record["userIdentity"]);
    }

    /// <summary>The call with only those of its rules.</summary>
    internal RecordedCall Only(Func<RecordedRule, bool> which) => this with { Rules = [.. Rules.Where(which)] };

    private RecordedCall By(JsonPart identity)
    {
        var arn = identity["arn"].Text;
        var last = arn?.Split('/')[^1];
        var issuer = identity["sessionContext"]["sessionIssuer"];
        var role = issuer["userName"].Text;
        var who = identity["type"].Text switch
        {
            "Root" => "the root user",
            "AWSService" => identity["invokedBy"].Text,
            _ => identity["userName"].Text ?? last ?? identity["principalId"].Text ?? identity["invokedBy"].Text,
        };
        return this with
        {
            Who = Short(who),
            Arn = Short(arn),
            Issuer = Short(issuer["arn"].Text),
            Role = arn?.Contains(":assumed-role/", StringComparison.Ordinal) is true ? Short(role ?? arn.Split('/')[1]) : null,
        };
    }

    /// <summary>The answer has the rules' ids and EC2's own spelling; answers of before 2021 do not.</summary>
    private static IEnumerable<RecordedRule> Authorized(JsonPart request, JsonPart response)
    {
        var made = List(response["securityGroupRuleSet"]).Where(rule => !rule["isEgress"].IsTrue).Select(RuleOf).ToList();
        if (made.Count > 0)
            return made;
        return List(request["ipPermissions"]).SelectMany(permission =>
            new[] { ("ipRanges", "cidrIp"), ("ipv6Ranges", "cidrIpv6"), ("prefixListIds", "prefixListId") }.SelectMany(
                kind => List(permission[kind.Item1]).Select(source => RuleOf(permission) with { Source = source[kind.Item2].Text })))
            .Append(RuleOf(request) with { Source = request["cidrIp"].Text })
            .Where(rule => rule.Source is not null);
    }

    private static IEnumerable<RecordedRule> Modified(JsonPart request) =>
        List(request["SecurityGroupRule"]).Select(change => RuleOf(change["SecurityGroupRule"]) with { RuleId = Short(change["SecurityGroupRuleId"].Text) });

    private static IEnumerable<string?> Launched(JsonPart response) => List(response["instancesSet"]).SelectMany(instance =>
        List(instance["networkInterfaceSet"]).Select(networkInterface => networkInterface["networkInterfaceId"].Text).Prepend(instance["instanceId"].Text));

    private static RecordedRule RuleOf(JsonPart rule) => new(
        Short(rule["securityGroupRuleId"].Text),
        Short(rule["ipProtocol"].Text),
        rule["fromPort"].Integer,
        rule["toPort"].Integer,
        Short(rule["cidrIpv4"].Text ?? rule["cidrIpv6"].Text ?? rule["prefixListId"].Text))
    {
        GroupId = rule["groupId"].ResourceId("sg"),
    };

    /// <summary>A list stands in <c>items</c> or <c>item</c>, and where it has one element it may be that element.</summary>
    internal static IEnumerable<JsonPart> List(JsonPart part)
    {
        foreach (var name in new[] { "items", "item" })
        {
            if (!part[name].IsAbsent)
                return List(part[name]);
        }

        return part.IsArray ? part.Items : part.IsObject ? [part] : [];
    }

    private static string? ToolOf(JsonPart record)
    {
        var agent = record["userAgent"].Text ?? "";
        var service = new[] { record["userIdentity"]["invokedBy"].Text, record["sourceIPAddress"].Text, agent }
            .FirstOrDefault(name => name?.EndsWith(".amazonaws.com", StringComparison.Ordinal) is true && !IsConsole(name));
        if (service is not null)
        {
            return service switch
            {
                "cloudformation.amazonaws.com" => "CloudFormation",
                "elasticbeanstalk.amazonaws.com" => "Elastic Beanstalk",
                "autoscaling.amazonaws.com" => "Auto Scaling",
                _ => Short(service),
            };
        }

        foreach (var (mark, tool) in new[]
        {
            ("terraform", "Terraform"), ("opentofu", "OpenTofu"), ("pulumi", "Pulumi"), ("ansible", "Ansible"), ("aws-cdk", "the AWS CDK"), ("eksctl", "eksctl"),
            ("aws-cli/", AwsCli), ("powershell", "PowerShell"), ("boto3/", "a Python program"), ("aws-sdk", "a program"),
        })
        {
            if (agent.Contains(mark, StringComparison.OrdinalIgnoreCase))
                return tool;
        }

        return record["sessionCredentialFromConsole"].IsTrue || IsConsole(agent) ? "the console" : null;
    }

    private static bool IsConsole(string agent) => agent.Contains("console", StringComparison.OrdinalIgnoreCase)
        || agent.StartsWith("signin.", StringComparison.Ordinal) || agent.StartsWith("AWS Internal", StringComparison.Ordinal) || agent.StartsWith("Mozilla/", StringComparison.Ordinal);

    private static string? Short(string? text) => text is null || text.Length <= Longest ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)}…";
}
