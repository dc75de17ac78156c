using System.Text.Json;
using System.Text.Json.Nodes;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// A sample event that a test moves into its own account. Each change returns another event and keeps the shape: what a sample lacks is not
/// added, and names are found in either case, since some samples are in PascalCase.
/// </summary>
/// <param name="Json">The event.</param>
public sealed record SampleEvent(string Json)
{
    /// <summary>The event as if GuardDuty had seen it at this instance: account, Region, instance, interfaces, groups, addresses.</summary>
    public SampleEvent At(Ec2Instance instance) => WithAccount(instance.AccountId).WithRegion(instance.Region).WithInstance(instance);

    /// <summary>The event delivered in this account and found in it.</summary>
    public SampleEvent WithAccount(string accountId) => WithEnvelopeAccount(accountId).WithFindingAccount(accountId);

    /// <summary>The event delivered in this account, wherever it was found.</summary>
    public SampleEvent WithEnvelopeAccount(string accountId) => Change(root => Set(root, "account", accountId));

    /// <summary>The event found in this account, wherever it is delivered.</summary>
    public SampleEvent WithFindingAccount(string accountId)
    {
        string? old = Text(Get(Root(), "detail", "accountId"));
        return Change(root =>
        {
            if (Get(root, "detail") is JsonObject detail)
            {
                Replace(detail, old, accountId);
            }
        });
    }

    /// <summary>The event of this Region, in envelope and finding.</summary>
    public SampleEvent WithRegion(string region)
    {
        string? found = Text(Get(Root(), "detail", "region"));
        return Change(root =>
        {
            Set(root, "region", region);
            if (Get(root, "detail") is JsonObject detail)
            {
                Replace(detail, found, region);
            }
        });
    }

    /// <summary>The event of this finding id, e.g. to make another finding of the same kind.</summary>
    public SampleEvent WithFindingId(string id)
    {
        string? old = Text(Get(Root(), "detail", "id"));
        return Change(root => Replace(root, old, id));
    }

    /// <summary>
    /// The event of this instance: its id wherever the event names it, and its interfaces in place of the sample's, one by one. The
    /// addresses of an interface follow wherever the event repeats them. Interfaces that the instance lacks are taken out.
    /// </summary>
    public SampleEvent WithInstance(Ec2Instance instance)
    {
        string? oldId = Text(Get(Root(), "detail", "resource", "instanceDetails", "instanceId"));
        return Change(root =>
        {
            Replace(root, oldId, instance.Id);
            if (Get(root, "detail", "resource", "instanceDetails", "networkInterfaces") is not JsonArray enis)
            {
                return;
            }

            while (enis.Count > instance.Interfaces.Count)
            {
                enis.RemoveAt(enis.Count - 1);
            }

            for (int i = 0; i < enis.Count; i++)
            {
                Move(root, (JsonObject)enis[i]!, instance, instance.Interfaces[i]);
            }
        });
    }

    /// <summary>The event whose first interface has these groups, e.g. groups that have been replaced since.</summary>
    public SampleEvent WithGroups(params SecurityGroup[] groups) => Change(root =>
    {
        if (Get(root, "detail", "resource", "instanceDetails", "networkInterfaces") is JsonArray and [JsonObject eni, ..])
        {
            SetGroups(eni, groups);
        }
    });

    /// <summary>The event with any other change to its JSON.</summary>
    public SampleEvent Change(Action<JsonObject> change)
    {
        JsonObject root = Root();
        change(root);
        return new SampleEvent(root.ToJsonString());
    }

    /// <summary>The node at a path of property names, found without regard to case; null if a part is missing or null.</summary>
    public JsonNode? this[params string[] path] => Get(Root(), path);

    private JsonObject Root() => JsonNode.Parse(Json)!.AsObject();

    private static void Move(JsonObject root, JsonObject eni, Ec2Instance instance, Interface to)
    {
        string? oldPublic = Text(Get(eni, "publicIp"));
        string? oldPrivate = Text(Get(eni, "privateIpAddress"));
        string? oldIpv6 = Get(eni, "ipv6Addresses") is JsonArray and [var first, ..] ? Text(first) : null;
        Replace(root, Text(Get(eni, "networkInterfaceId")), to.Id);
        Set(eni, "vpcId", instance.Network.VpcId);
        Set(eni, "subnetId", instance.Network.SubnetId);
        ReplaceWhole(root, oldPrivate, to.PrivateIp);
        ReplaceWhole(root, oldPublic, to.PublicIp);
        ReplaceWhole(root, oldIpv6, to.Ipv6);
        SetGroups(eni, to.Groups);
    }

    private static void SetGroups(JsonObject eni, IEnumerable<SecurityGroup> groups)
    {
        if (Key(eni, "securityGroups") is not { } key)
        {
            return;
        }

        bool pascal = char.IsUpper(key[0]);
        eni[key] = new JsonArray(
        [
            .. groups.Select(group => new JsonObject
            {
                [pascal ? "GroupName" : "groupName"] = group.Name,
                [pascal ? "GroupId" : "groupId"] = group.Id,
            }),
        ]);
    }

    private static JsonNode? Get(JsonNode? node, params string[] path)
    {
        foreach (string name in path)
        {
            node = node is JsonObject parent && Key(parent, name) is { } key ? parent[key] : null;
        }

        return node;
    }

    private static void Set(JsonObject parent, string name, string value)
    {
        if (Key(parent, name) is { } key)
        {
            parent[key] = value;
        }
    }

    private static string? Key(JsonObject parent, string name) =>
        parent.Select(property => property.Key).FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    /// <summary>Ids also appear inside ARNs and sentences.</summary>
    private static void Replace(JsonNode node, string? old, string value)
    {
        if (old is { Length: > 0 })
        {
            Rewrite(node, text => text.Replace(old, value, StringComparison.Ordinal));
        }
    }

    /// <summary>An address may be the beginning of another one.</summary>
    private static void ReplaceWhole(JsonNode node, string? old, string? value)
    {
        if (old is { Length: > 0 } && value is not null)
        {
            Rewrite(node, text => text == old ? value : text);
        }
    }

    private static void Rewrite(JsonNode node, Func<string, string> rewrite)
    {
        switch (node)
        {
            case JsonObject parent:
                foreach ((string key, JsonNode? child) in parent.ToArray())
                {
                    if (Text(child) is { } text)
                    {
                        parent[key] = rewrite(text);
                    }
                    else if (child is not null)
                    {
                        Rewrite(child, rewrite);
                    }
                }

                break;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    if (Text(items[i]) is { } text)
                    {
                        items[i] = rewrite(text);
                    }
                    else if (items[i] is { } child)
                    {
                        Rewrite(child, rewrite);
                    }
                }

                break;
        }
    }
}
