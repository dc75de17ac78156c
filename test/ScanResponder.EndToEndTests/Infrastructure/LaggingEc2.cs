using System.Net;
using System.Xml.Linq;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// EC2's security groups as they are where moto is kinder. Reads show a group as it was some time before. A call that names several
/// permissions is carried out whole or not at all, one that names a permission twice is refused, and the answer to an edit names every rule
/// that was added or removed. A revoke by permission that matches nothing is an error, or in a default VPC an answer that says so.
/// </summary>
/// <remarks>
/// It learns of the edits that pass through an <see cref="AwsProxy"/>; those that a test makes beside it, as people would, belong into
/// <see cref="EditAsync"/>, else no read shows them. It stands in for one account in one Region.
/// </remarks>
public sealed class LaggingEc2 : IDisposable
{
    private static readonly XNamespace Namespace = "http://ec2.amazonaws.com/doc/2016-11-15";

    private readonly HttpClient moto = new();
    private readonly SemaphoreSlim editing = new(1);
    private readonly Lock gate = new();
    private readonly Dictionary<string, (EditHistory Group, EditHistory Rules)> known = [];
    private readonly AwsWorld world;
    private readonly IReadOnlyList<Lag> replicas;
    private readonly Random chance;
    private readonly TimeProvider clock;

    /// <param name="world">The account.</param>
    /// <param name="replicas">Who answers reads: each read goes to one of them, by chance.</param>
    /// <param name="seed">Decides which reads go where.</param>
    /// <param name="clock">The clock by which reads lag.</param>
    public LaggingEc2(AwsWorld world, IReadOnlyList<Lag> replicas, int seed = 0, TimeProvider? clock = null)
    {
        this.world = world;
        this.replicas = replicas;
        chance = new Random(seed);
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>True where the groups are those of a default VPC.</summary>
    public bool IsDefaultVpc { get; init; }

    /// <summary>Edits a group beside the proxy, as people do; later reads lag behind that too.</summary>
    public async Task EditAsync(SecurityGroup group, Func<Task> edit, CancellationToken cancellationToken)
    {
        await editing.WaitAsync(cancellationToken);
        try
        {
            await LookAsync(group.Id, cancellationToken);
            await edit();
            await LookAsync(group.Id, cancellationToken);
        }
        finally
        {
            editing.Release();
        }
    }

    /// <summary>Answers a call of EC2.</summary>
    /// <param name="call">The call.</param>
    /// <param name="performAsync">Has moto answer a request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<HttpAnswer> AnswerAsync(
        AwsCall call, Func<HttpCall, CancellationToken, Task<HttpAnswer>> performAsync, CancellationToken cancellationToken)
    {
        switch (call.Action)
        {
            case "DescribeSecurityGroups":
                return await DescribeGroupsAsync(call, cancellationToken);
            case "DescribeSecurityGroupRules":
                return await DescribeRulesAsync(call, cancellationToken);
            case "AuthorizeSecurityGroupIngress" or "RevokeSecurityGroupIngress" or "ModifySecurityGroupRules"
                or "UpdateSecurityGroupRuleDescriptionsIngress" or "DeleteSecurityGroup" when call["GroupId"] is { } groupId:
                return await ChangeAsync(call, groupId, performAsync, cancellationToken);
            case "CreateTags" or "DeleteTags":
                return await TagAsync(call, performAsync, cancellationToken);
            default:
                return await performAsync(call.Request, cancellationToken);
        }
    }

    public void Dispose()
    {
        moto.Dispose();
        editing.Dispose();
    }

    private async Task<HttpAnswer> DescribeGroupsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        if (Asked(call, "GroupId.") is not { } ids)
        {
            return Unsupported(call);
        }

        await MeetAsync(ids, cancellationToken);
        List<XElement> groups = Seen(ids).Groups;
        return call["GroupId.1"] is not null && ids.FirstOrDefault(id => groups.TrueForAll(group => Text(group, "groupId") != id)) is { } missing
            ? new ServiceError("InvalidGroup.NotFound", 400, $"The security group '{missing}' does not exist").Ec2()
            : Answer(call, new XElement(Namespace + "securityGroupInfo", groups));
    }

    private async Task<HttpAnswer> DescribeRulesAsync(AwsCall call, CancellationToken cancellationToken)
    {
        if (Asked(call, "SecurityGroupRuleId.") is not { } asked)
        {
            return Unsupported(call);
        }

        bool byRule = call["SecurityGroupRuleId.1"] is not null;
        await MeetAsync(byRule ? [] : asked, cancellationToken);
        string[] groups;
        lock (gate)
        {
            groups = byRule ? [.. known.Keys] : [.. asked];
        }

        List<XElement> rules = [.. Seen(groups).Rules.Where(rule => !byRule || asked.Contains(Text(rule, "securityGroupRuleId")))];
        return byRule && asked.FirstOrDefault(id => rules.TrueForAll(rule => Text(rule, "securityGroupRuleId") != id)) is { } missing
            ? new ServiceError("InvalidSecurityGroupRuleId.NotFound", 400, $"The security group rule ID '{missing}' does not exist").Ec2()
            : Answer(call, new XElement(Namespace + "securityGroupRuleSet", rules));
    }

    private async Task<HttpAnswer> ChangeAsync(
        AwsCall call, string groupId, Func<HttpCall, CancellationToken, Task<HttpAnswer>> performAsync, CancellationToken cancellationToken)
    {
        await editing.WaitAsync(cancellationToken);
        try
        {
            List<XElement> before = await LookAsync(groupId, cancellationToken);
            List<PermissionKey> unknown = [];
            HttpCall request = call.Request;
            if (before.Count > 0 && call["DryRun"] != "true")
            {
                IReadOnlyList<PermissionKey> named = PermissionKey.Of(call);
                if (named.Distinct().Count() < named.Count)
                {
                    return new ServiceError("InvalidParameterValue", 400, "The same permission must not appear multiple times").Ec2();
                }

                ILookup<PermissionKey, string> standing = before.Where(IsIngress).ToLookup(PermissionKey.Of, rule => Text(rule, "securityGroupRuleId"));
                if (call.Action == "AuthorizeSecurityGroupIngress" && named.FirstOrDefault(standing.Contains) is { } there)
                {
                    return new ServiceError("InvalidPermission.Duplicate", 400, $"the specified rule \"{there}\" already exists").Ec2();
                }

                if (call.Action == "RevokeSecurityGroupIngress" && named.Count > 0)
                {
                    unknown = [.. named.Where(permission => !standing.Contains(permission))];
                    if (unknown.Count > 0 && !IsDefaultVpc)
                    {
                        return new ServiceError("InvalidPermission.NotFound", 400, "The specified rule does not exist in this security group.").Ec2();
                    }

                    if (unknown.Count == named.Count)
                    {
                        return Answer(call, new XElement(Namespace + "return", true), Unknown(unknown));
                    }

                    request = Revoking(call, groupId, [.. named.SelectMany(permission => standing[permission])]);
                }
                else if (call.Action == "RevokeSecurityGroupIngress"
                    && Values(call, "SecurityGroupRuleId.").FirstOrDefault(id => before.TrueForAll(rule => Text(rule, "securityGroupRuleId") != id)) is { } gone)
                {
                    return new ServiceError("InvalidSecurityGroupRuleId.NotFound", 400, $"The security group rule ID '{gone}' does not exist").Ec2();
                }
            }

            HttpAnswer answer = await performAsync(request, cancellationToken);
            List<XElement> after = await LookAsync(groupId, cancellationToken);
            return (answer.Status, call.Action) switch
            {
                (200, "AuthorizeSecurityGroupIngress") => Answer(
                    call,
                    new XElement(Namespace + "return", true),
                    new XElement(Namespace + "securityGroupRuleSet", Missing(after, before))),
                (200, "RevokeSecurityGroupIngress") => Answer(
                    call,
                    new XElement(Namespace + "return", true),
                    unknown.Count == 0 ? null : Unknown(unknown),
                    new XElement(Namespace + "revokedSecurityGroupRuleSet", Missing(before, after).Select(Revoked))),
                _ => answer,
            };
        }
        finally
        {
            editing.Release();
        }
    }

    private async Task<HttpAnswer> TagAsync(
        AwsCall call, Func<HttpCall, CancellationToken, Task<HttpAnswer>> performAsync, CancellationToken cancellationToken)
    {
        await editing.WaitAsync(cancellationToken);
        try
        {
            HttpAnswer answer = await performAsync(call.Request, cancellationToken);
            string[] groups;
            lock (gate)
            {
                groups = [.. known.Keys];
            }

            foreach (string group in groups)
            {
                await LookAsync(group, cancellationToken);
            }

            return answer;
        }
        finally
        {
            editing.Release();
        }
    }

    /// <summary>A group that is read for the first time is looked at first: so it has been all along.</summary>
    private async Task MeetAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        bool IsKnown(string id)
        {
            lock (gate)
            {
                return known.ContainsKey(id);
            }
        }

        if (groupIds.All(IsKnown))
        {
            return;
        }

        await editing.WaitAsync(cancellationToken);
        try
        {
            foreach (string id in groupIds.Where(id => !IsKnown(id)))
            {
                await LookAsync(id, cancellationToken);
            }
        }
        finally
        {
            editing.Release();
        }
    }

    /// <summary>Looks at a group as it is, and writes down what has changed since the last look.</summary>
    /// <returns>Its rules.</returns>
    private async Task<List<XElement>> LookAsync(string groupId, CancellationToken cancellationToken)
    {
        List<XElement> groups = await AskAsync("DescribeSecurityGroups", "securityGroupInfo", groupId, cancellationToken);
        List<XElement> rules = groups.Count == 0 ? [] : await AskAsync("DescribeSecurityGroupRules", "securityGroupRuleSet", groupId, cancellationToken);
        foreach (XElement permissions in groups.Elements(Namespace + "ipPermissions").ToList())
        {
            permissions.Remove();
        }

        DateTimeOffset now = clock.GetUtcNow();
        lock (gate)
        {
            if (!known.TryGetValue(groupId, out (EditHistory Group, EditHistory Rules) history))
            {
                known[groupId] = history = (new EditHistory(), new EditHistory());
            }

            history.Group.Look(groups.ToDictionary(group => Text(group, "groupId"), Plain), now);
            history.Rules.Look(rules.ToDictionary(rule => Text(rule, "securityGroupRuleId"), Plain), now);
        }

        return rules;
    }

    private async Task<List<XElement>> AskAsync(string action, string list, string groupId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, world.Endpoint)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["Action"] = action,
                ["Version"] = "2016-11-15",
                ["Filter.1.Name"] = "group-id",
                ["Filter.1.Value.1"] = groupId,
            }),
        };
        request.Headers.TryAddWithoutValidation("Authorization", world.Keys.UnsignedAuthorization("ec2"));
        using HttpResponseMessage response = await moto.SendAsync(request, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? [.. XDocument.Parse(text).Root!.Elements(Namespace + list).Elements(Namespace + "item")]
            : throw new InvalidOperationException($"{action} was answered with {(int)response.StatusCode}: {text}");
    }

    /// <summary>Those of the groups that a replica shows now, and their rules.</summary>
    private (List<XElement> Groups, List<XElement> Rules) Seen(IEnumerable<string> groupIds)
    {
        lock (gate)
        {
            Lag lag = replicas[chance.Next(replicas.Count)];
            DateTimeOffset now = clock.GetUtcNow();
            (List<XElement> Groups, List<XElement> Rules) all = ([], []);
            foreach ((EditHistory group, EditHistory history) in groupIds.Select(id => known[id]))
            {
                List<XElement> rules = [.. history.SeenAt(now, lag).Select(text => XElement.Parse(text))];
                all.Rules.AddRange(rules);
                foreach (XElement seen in group.SeenAt(now, lag).Select(text => XElement.Parse(text)))
                {
                    seen.Add(new XElement(
                        Namespace + "ipPermissions",
                        rules.Where(IsIngress).Select(rule => PermissionKey.Of(rule).ToXml(Namespace, rule.Element(Namespace + "description")?.Value))));
                    all.Groups.Add(seen);
                }
            }

            return all;
        }
    }

    /// <summary>The ids that a read asks for, by their own member or by the filter group-id; null where it asks in another way.</summary>
    private static List<string>? Asked(AwsCall call, string member)
    {
        List<string> named = Values(call, member);
        bool filtered = call["Filter.1.Name"] is not null;
        return (named.Count > 0, filtered) switch
        {
            (true, false) => named,
            (false, true) when call["Filter.1.Name"] == "group-id" && call["Filter.2.Name"] is null => Values(call, "Filter.1.Value."),
            _ => null,
        };
    }

    private static List<string> Values(AwsCall call, string member)
    {
        var values = new List<string>();
        while (call[FormattableString.Invariant($"{member}{values.Count + 1}")] is { } value)
        {
            values.Add(value);
        }

        return values;
    }

    private static HttpCall Revoking(AwsCall call, string groupId, IReadOnlyCollection<string> ruleIds)
    {
        IEnumerable<string> members = ruleIds.Select((id, index) => FormattableString.Invariant($"SecurityGroupRuleId.{index + 1}={id}"));
        string form = string.Join('&', [$"Action={call.Action}", $"Version={WebUtility.UrlEncode(call["Version"])}", $"GroupId={groupId}", .. members]);
        return call.Request with { Body = System.Text.Encoding.UTF8.GetBytes(form) };
    }

    private static XElement Unknown(IEnumerable<PermissionKey> permissions) =>
        new(Namespace + "unknownIpPermissionSet", permissions.Select(permission => permission.ToXml(Namespace)));

    private static XElement Revoked(XElement rule)
    {
        var revoked = new XElement(rule);
        revoked.Element(Namespace + "tagSet")?.Remove();
        if (revoked.Element(Namespace + "referencedGroupInfo") is { } source)
        {
            source.ReplaceWith(new XElement(Namespace + "referencedGroupId", Text(source, "groupId")));
        }

        return revoked;
    }

    private static IEnumerable<XElement> Missing(IEnumerable<XElement> here, IEnumerable<XElement> there)
    {
        HashSet<string> ids = [.. there.Select(rule => Text(rule, "securityGroupRuleId"))];
        return here.Where(rule => !ids.Contains(Text(rule, "securityGroupRuleId")));
    }

    private static bool IsIngress(XElement rule) => Text(rule, "isEgress") == "false";

    private static string Text(XElement parent, string name) => parent.Element(Namespace + name)?.Value ?? "";

    private static string Plain(XElement element) => element.ToString(SaveOptions.DisableFormatting);

    private static HttpAnswer Answer(AwsCall call, params XElement?[] content) => HttpAnswer.Xml(
        200,
        new XElement(Namespace + $"{call.Action}Response", content, new XElement(Namespace + "requestId", "00000000-0000-0000-0000-00000000e2e1"))
            .ToString(SaveOptions.DisableFormatting));

    private static HttpAnswer Unsupported(AwsCall call) => new ServiceError(
        "UnsupportedOperation",
        400,
        $"The tests' EC2 knows groups by their ids alone, and was asked for {call.Request.Text}").Ec2();
}
