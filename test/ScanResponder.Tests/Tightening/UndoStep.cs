using System.Collections.Immutable;
using System.Text.Json;
using ScanResponder.Network;

namespace ScanResponder.Tests.Tightening;

/// <summary>What one of the undo's commands asks EC2 to do in a group: rules to add, or ids of rules to remove.</summary>
internal sealed record UndoStep(string GroupId, ImmutableArray<RuleDraft> Add, TagSet RuleTags, ImmutableArray<string> Remove)
{
    internal static UndoStep Parse(string command)
    {
        var words = ShellWords.Split(command);
        Assert.Equal(["aws", "ec2"], words[..2]);
        var options = Options(words[3..]);
        Assert.Equal(["eu-central-1"], options["--region"]);
        var groupId = options["--group-id"].Single();
        return words[2] switch
        {
            "authorize-security-group-ingress" => new(
                groupId,
                [.. RulesIn(options["--ip-permissions"].Single())],
                options.TryGetValue("--tag-specifications", out var specifications) ? TagsIn(specifications.Single()) : TagSet.Empty,
                []),
            "revoke-security-group-ingress" => new(groupId, [], TagSet.Empty, [.. options["--security-group-rule-ids"]]),
            var other => throw new InvalidOperationException($"unknown command {other}"),
        };
    }

    private static Dictionary<string, List<string>> Options(IEnumerable<string> words)
    {
        var options = new Dictionary<string, List<string>>();
        List<string> values = [];
        foreach (var word in words)
        {
            if (word.StartsWith("--", StringComparison.Ordinal))
                options.Add(word, values = []);
            else
                values.Add(word);
        }

        return options;
    }

    private static IEnumerable<RuleDraft> RulesIn(string json)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var permission in document.RootElement.EnumerateArray())
        {
            var traffic = Traffic.FromEc2(permission.GetProperty("IpProtocol").GetString(), Number(permission, "FromPort"), Number(permission, "ToPort"));
            foreach (var source in Elements(permission, "IpRanges").Concat(Elements(permission, "Ipv6Ranges")).Concat(Elements(permission, "PrefixListIds")))
            {
                yield return new(
                    traffic,
                    Text(source, "PrefixListId") is { } list
                        ? new RuleSource.PrefixList(list)
                        : new RuleSource.Block(Cidr.Parse(Text(source, "CidrIp") ?? Text(source, "CidrIpv6")!)),
                    Text(source, "Description"));
            }
        }
    }

    private static TagSet TagsIn(string json)
    {
        using var document = JsonDocument.Parse(json);
        var specification = document.RootElement.EnumerateArray().Single();
        Assert.Equal("security-group-rule", Text(specification, "ResourceType"));
        return TagSet.Of(specification.GetProperty("Tags").EnumerateArray().Select(tag => KeyValuePair.Create(Text(tag, "Key")!, Text(tag, "Value")!)));
    }

    private static int? Number(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.GetInt32() : null;

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static JsonElement.ArrayEnumerator Elements(JsonElement element, string property) =>
        element.TryGetProperty(property, out var list) ? list.EnumerateArray() : default;
}
