using System.Text.Json;
using System.Text.RegularExpressions;
using ScanResponder.Network;

namespace ScanResponder.Tests.Tightening;

/// <summary>What one of the commands to paste asks EC2 to do in a group: to add a rule, or to remove the one that admits exactly that.</summary>
internal sealed partial record RuleStep(string GroupId, bool Adds, RuleDraft Rule, TagSet Tags)
{
    /// <summary>The variables that must be set, or the line does nothing, as the shell reads them; empty where it always does something.</summary>
    internal string If { get; private init; } = "";

    /// <summary>The variable that is set where the line adds its rule, or finds it gone already; null where it sets none.</summary>
    internal string? Sets { get; init; }

    /// <summary>A line as it may stand between the first and the last one of a block.</summary>
    internal static RuleStep Parse(string line)
    {
        var parts = Whole().Match(line);
        Assert.True(parts.Success, line);
        var words = ShellWords.Split(parts.Groups["command"].Value);
        Assert.Equal(["aws", "ec2"], words[..2]);
        var options = Options(words[3..]);
        Assert.Equal(["eu-central-1"], options["--region"]);
        Assert.Equal(["text"], options["--output"]);
        var adds = words[2] switch
        {
            "authorize-security-group-ingress" => true,
            "revoke-security-group-ingress" => false,
            var other => throw new InvalidOperationException($"unknown command {other}"),
        };
        Assert.Equal([adds ? "Return&&'added'" : "UnknownIpPermissions[0]&&'gone already'||Return&&'removed'"], options["--query"]);
        Assert.Empty(options.Keys.Except(["--region", "--group-id", "--ip-permissions", "--query", "--output", .. adds ? new[] { "--tag-specifications" } : []]));
        return new(
            options["--group-id"].Single(),
            adds,
            RuleIn(options["--ip-permissions"].Single()),
            options.TryGetValue("--tag-specifications", out var specifications) ? TagsIn(specifications.Single()) : TagSet.Empty)
        {
            If = parts.Groups["if"].Value,
            Sets = parts.Groups[adds ? "new" : "gone"] is { Success: true, Value: var flag } ? flag : null,
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

    private static RuleDraft RuleIn(string json)
    {
        using var document = JsonDocument.Parse(json);
        var permission = Assert.Single(document.RootElement.EnumerateArray());
        var traffic = Traffic.FromEc2(permission.GetProperty("IpProtocol").GetString(), Number(permission, "FromPort"), Number(permission, "ToPort"));
        var list = Assert.Single(permission.EnumerateObject(), property => property.Value.ValueKind is JsonValueKind.Array);
        var source = Assert.Single(list.Value.EnumerateArray());
        return new(
            traffic,
            list.Name switch
            {
                "IpRanges" => new RuleSource.Block(Cidr.Parse(Text(source, "CidrIp")!)),
                "Ipv6Ranges" => new RuleSource.Block(Cidr.Parse(Text(source, "CidrIpv6")!)),
                "PrefixListIds" => new RuleSource.PrefixList(Text(source, "PrefixListId")!),
                "UserIdGroupPairs" => new RuleSource.Group(Text(source, "GroupId")!, Text(source, "UserId")),
                var other => throw new InvalidOperationException($"unknown list {other}"),
            },
            Text(source, "Description"));
    }

    private static TagSet TagsIn(string json)
    {
        using var document = JsonDocument.Parse(json);
        var specification = document.RootElement.EnumerateArray().Single();
        Assert.Equal("security-group-rule", Text(specification, "ResourceType"));
        return TagSet.Of(specification.GetProperty(nameof(Tags)).EnumerateArray().Select(tag => KeyValuePair.Create(Text(tag, "Key")!, Text(tag, "Value")!)));
    }

    private static int? Number(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.GetInt32() : null;

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.GetString() : null;

    [GeneratedRegex(
        @"^(case (?<if>(\$\{\w+-\})+) in 1+\) (?=.*;; esac\z))?(?<command>aws ec2 .*) 2>&1 \| awk -v r=(?:'[^'\\]*') '\{[^']*\}END\{exit 1-k\}'"
        + @"( && (?<new>new\d+)=1 \|\| \[ \$\? = 2 \]| \|\| \{ \[ \$\? = 2 \] && (?<gone>gone\d+)=1; \})? \|\| ! failed=1(;; esac)?\z")]
    private static partial Regex Whole();
}
