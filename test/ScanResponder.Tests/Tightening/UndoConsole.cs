using System.Text.Json;
using ScanResponder.Network;

namespace ScanResponder.Tests.Tightening;

/// <summary>A terminal with the AWS CLI, as far as the undo uses it. It refuses what EC2 refuses.</summary>
internal sealed class UndoConsole(Situation situation)
{
    private int _lastId;

    /// <summary>The groups as the commands so far have left them.</summary>
    internal Situation Situation { get; private set; } = situation;

    internal void Run(string command)
    {
        var words = ShellWords.Split(command);
        Assert.Equal(["aws", "ec2"], words[..2]);
        var options = Options(words[3..]);
        Assert.Equal(["eu-central-1"], options["--region"]);
        var group = Situation.Groups.Single(group => group.Id == options["--group-id"].Single());
        Situation = Situation with
        {
            Groups = Situation.Groups.Replace(group, words[2] switch
            {
                "authorize-security-group-ingress" => Authorize(group, options),
                "revoke-security-group-ingress" => Revoke(group, options["--security-group-rule-ids"]),
                var other => throw new InvalidOperationException($"unknown command {other}"),
            }),
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

    private static SecurityGroup Revoke(SecurityGroup group, List<string> ids)
    {
        Assert.Equal([], ids.Except(group.Rules.Select(rule => rule.Id)));
        return group with { Rules = group.Rules.RemoveAll(rule => ids.Contains(rule.Id)) };
    }

    private SecurityGroup Authorize(SecurityGroup group, Dictionary<string, List<string>> options)
    {
        var tags = options.TryGetValue("--tag-specifications", out var specifications) ? TagsIn(specifications.Single()) : TagSet.Empty;
        var added = RulesIn(options["--ip-permissions"].Single(), group.Id, tags).ToList();
        var keys = group.Rules.Concat(added).Select(rule => (rule.Traffic, rule.Source)).ToList();
        Assert.Equal(keys.Distinct(), keys);
        return group with { Rules = group.Rules.AddRange(added) };
    }

    private IEnumerable<IngressRule> RulesIn(string json, string groupId, TagSet tags)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var permission in document.RootElement.EnumerateArray())
        {
            var traffic = Traffic.FromEc2(permission.GetProperty("IpProtocol").GetString(), Number(permission, "FromPort"), Number(permission, "ToPort"));
            foreach (var source in Elements(permission, "IpRanges").Concat(Elements(permission, "Ipv6Ranges")).Concat(Elements(permission, "PrefixListIds")))
            {
                yield return new(
                    $"sgr-undo-{++_lastId}",
                    groupId,
                    traffic,
                    Text(source, "PrefixListId") is { } list
                        ? new RuleSource.PrefixList(list)
                        : new RuleSource.Block(Cidr.Parse(Text(source, "CidrIp") ?? Text(source, "CidrIpv6")!)),
                    Text(source, "Description"),
                    tags);
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

    private static int? Number(JsonElement element, string property) => element.TryGetProperty(property, out var value) ? value.GetInt32() : null;

    private static string? Text(JsonElement element, string property) => element.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static JsonElement.ArrayEnumerator Elements(JsonElement element, string property) =>
        element.TryGetProperty(property, out var list) ? list.EnumerateArray() : default;
}
