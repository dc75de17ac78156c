using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Writes the AWS CLI commands that bring changed groups back: the removed rules with their descriptions and tags first, then the added rules go.
/// <see href="https://docs.aws.amazon.com/cli/latest/reference/ec2/authorize-security-group-ingress.html"/>.
/// </summary>
/// <remarks>
/// Every command is one line of printable ASCII that a terminal, a mail gateway and a POSIX shell leave alone. Each prints one word only: version
/// 2 of the CLI pages longer output, and a pager swallows the commands that were pasted behind it.
/// </remarks>
public static class UndoCommands
{
    /// <summary>
    /// A command grows until it has this many characters. Mail may break longer lines than 998 (RFC 5322, 2.1.1), and no shell takes an argument of
    /// more than 128 KiB. One rule with many tags can still need more.
    /// </summary>
    public const int LineLength = 900;

    private const string Brief = " --query Return --output text";

    /// <summary>The commands for these changes; empty where none of them was made.</summary>
    /// <param name="region">The Region of the groups.</param>
    /// <param name="changes">The changes, of any number of groups.</param>
    /// <param name="revokedFirst">
    /// Groups that had no room for both the old and the new rules. They have none on the way back either, so there the added rules go first.
    /// </param>
    public static ImmutableArray<string> For(string region, IEnumerable<RuleChange> changes, IReadOnlySet<string> revokedFirst)
    {
        var commands = ImmutableArray.CreateBuilder<string>();
        foreach (var group in changes.GroupBy(change => change.GroupId))
        {
            // A second round may have removed what the first one added: that was not there before.
            var own = group.Where(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Done or ChangeStatus.Undone })
                .Select(change => change.RuleId)
                .ToHashSet();
            var back = group.Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done } && !own.Contains(change.RuleId))
                .GroupBy(change => change.Tags.WithoutAws())
                .SelectMany(rules => ToAdd(region, group.Key, rules.Select(change => change.Rule), rules.Key));
            var added = group.Where(change => change.IsAddedByAnswer).Select(change => change.RuleId!);
            var away = added.Chunk((LineLength - 150) / 23).Select(ids => ToRemove(region, group.Key, ids));
            commands.AddRange(revokedFirst.Contains(group.Key) ? away.Concat(back) : back.Concat(away));
        }

        return commands.ToImmutable();
    }

    /// <summary>The command that removes these rules of a group.</summary>
    public static string ToRemove(string region, string groupId, IEnumerable<string> ruleIds) =>
        $"aws ec2 revoke-security-group-ingress --region {Quote(region)} --group-id {Quote(groupId)} --security-group-rule-ids {string.Join(' ', ruleIds.Select(Quote))}{Brief}";

    private static IEnumerable<string> ToAdd(string region, string groupId, IEnumerable<RuleDraft> rules, TagSet tags)
    {
        var start = $"aws ec2 authorize-security-group-ingress --region {Quote(region)} --group-id {Quote(groupId)} --ip-permissions ";
        var end = (tags.Count == 0 ? "" : $" --tag-specifications {Quote(TagSpecifications(tags))}") + Brief;
        var room = Math.Max(LineLength - start.Length - end.Length, LineLength / 2);
        var some = new List<RuleDraft>();
        var length = 0;
        foreach (var rule in rules)
        {
            // Rules that share a permission take less room together than they do alone.
            var more = Permissions([rule]).Length;
            if (some.Count > 0 && length + more > room)
            {
                yield return $"{start}{Quote(Permissions(some))}{end}";
                some.Clear();
                length = 0;
            }

            some.Add(rule);
            length += more;
        }

        yield return $"{start}{Quote(Permissions(some))}{end}";
    }

    private static string Permissions(IEnumerable<RuleDraft> rules) => Json(json =>
    {
        json.WriteStartArray();
        foreach (var permission in rules.GroupBy(rule => rule.Traffic))
        {
            json.WriteStartObject();
            json.WriteString("IpProtocol", permission.Key.Protocol);
            if (permission.Key is not (Traffic.All or Traffic.Other))
            {
                json.WriteNumber("FromPort", permission.Key.FromPort);
                json.WriteNumber("ToPort", permission.Key.ToPort);
            }

            WriteSources(json, "IpRanges", "CidrIp", permission.Where(rule => rule.Source is RuleSource.Block { Cidr.Family: IpFamily.IPv4 }));
            WriteSources(json, "Ipv6Ranges", "CidrIpv6", permission.Where(rule => rule.Source is RuleSource.Block { Cidr.Family: IpFamily.IPv6 }));
            WriteSources(json, "PrefixListIds", "PrefixListId", permission.Where(rule => rule.Source is RuleSource.PrefixList));
            WriteSources(json, "UserIdGroupPairs", "GroupId", permission.Where(rule => rule.Source is RuleSource.Group));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteSources(Utf8JsonWriter json, string list, string property, IEnumerable<RuleDraft> rules)
    {
        var sources = rules.ToList();
        if (sources.Count == 0)
            return;
        json.WriteStartArray(list);
        foreach (var rule in sources)
        {
            json.WriteStartObject();
            json.WriteString(property, rule.Source.ToString());
            if (rule.Source is RuleSource.Group { OwnerId: { } owner })
                json.WriteString("UserId", owner);
            if (rule.Description is not null)
                json.WriteString("Description", rule.Description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string TagSpecifications(TagSet tags) => Json(json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("ResourceType", "security-group-rule");
        json.WriteStartArray("Tags");
        foreach (var (key, value) in tags)
        {
            json.WriteStartObject();
            json.WriteString("Key", key);
            json.WriteString("Value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);

        // JSON itself escapes what could be changed on the way into a shell: everything that is not plain ASCII, and the quote that would end the word.
        var text = new StringBuilder((int)stream.Length);
        foreach (var character in Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length))
        {
            if (character is >= ' ' and <= '~' and not '\'')
                text.Append(character);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return text.ToString();
    }

    /// <summary>The text as one word of a POSIX shell, in single quotes unless every character is harmless.</summary>
    private static string Quote(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '/' or ':')
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
