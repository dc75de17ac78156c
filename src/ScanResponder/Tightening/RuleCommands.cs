using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Writes blocks of AWS CLI commands for people to paste: they make a change that was planned, take it back, or bring changed groups back as they were.
/// <see href="https://docs.aws.amazon.com/cli/latest/reference/ec2/authorize-security-group-ingress.html"/>.
/// </summary>
/// <remarks>
/// <para>
/// The first line refuses to run in another account, the last one says whether all went well. Each line between adds or removes one rule and stands
/// for itself: what is there or gone already is fine, and what EC2 refuses otherwise is printed and stops no other line. A rule is removed by what it
/// admits and never by its id. EC2 matches that exactly, so a rule that somebody has turned into another one meanwhile is not hit:
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html"/>.
/// </para>
/// <para>
/// Every line is printable ASCII that a terminal, a mail gateway and a POSIX shell leave alone, also where <c>errexit</c>, <c>nounset</c> or
/// <c>pipefail</c> is set. The output of the CLI goes through a pipe, so that no pager swallows what was pasted behind it.
/// </para>
/// </remarks>
public static class RuleCommands
{
    /// <summary>
    /// No line is longer. Lines stay below the 998 characters that mail takes (RFC 5322, 2.1.1) unless a rule has a long description or many tags; what
    /// of the tags does not fit is left out, the longest first, and <see cref="Notes"/> says so.
    /// </summary>
    public const int LongestLine = 8_000;

    /// <summary>Ends a block that had to be cut, in place of its own last line.</summary>
    public const string CutShort = "echo 'Some lines are missing: they did not fit into the message.' >&2; false";

    private const string Restored = "All rules are as they were.";
    private const string Planned = "All rules are as planned.";

    /// <summary>All traffic from and to every IPv4 address, as the CLI takes it.</summary>
    internal const string Everywhere = """[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]""";

    /// <summary>All traffic from and to every IPv6 address, as the CLI takes it.</summary>
    internal const string EverywhereV6 = """[{"IpProtocol":"-1","Ipv6Ranges":[{"CidrIpv6":"::/0"}]}]""";

    private const int MostTagsNamed = 5;

    /// <summary>
    /// Of more rules in one block, the lines do not look at what has gone already: each needs a variable in the first line, which is to stay one that mail takes.
    /// A message has no room for so many.
    /// </summary>
    public const int MostTakenBack = 60;

    // One word of the CLI's output says what came of a line. A default VPC does not refuse to remove a rule that it has not: it names the rule.
    private const string Added = """ --query "Return&&'added'" --output text""";
    private const string Removed = """ --query "UnknownIpPermissions[0]&&'gone already'||Return&&'removed'" --output text""";

    // Puts the rule before what the CLI says, in plain words where that is fine. Without such a word the line fails: whatever happened, nobody said
    // that it was done. No "!", at which an interactive shell would look up its history.
    private const string Reader =
        """{sub(/^[^(]*\(InvalidPermission\.Duplicate.*/,"there already");sub(/^[^(]*\(Invalid(Permission|SecurityGroupRuleId)\.NotFound.*/,"gone already")}/^(added|removed|there already|gone already)/{k=1}NF{print r": "$0}END{exit 1-k}""";

    // The same, with a status of its own for what was so already.
    private static readonly string TellingReader = Reader.Replace("NF{", "/^(there|gone) already/{k=-1}NF{", StringComparison.Ordinal);

    // Letters of others come through JSON's own escapes where they are not plain ASCII, or where a shell, a chat or a mail program would see more in
    // them than a letter: quotes, "!", and what links and mentions are made of.
    private static readonly JavaScriptEncoder Escapes = HarmlessLetters();

    /// <summary>The lines that bring the rules back as they were; empty where none of the changes was made, or may have been.</summary>
    /// <param name="accountId">The account of the groups.</param>
    /// <param name="region">The Region of the groups.</param>
    /// <param name="changes">The changes, of any number of groups, in the order in which they were made.</param>
    /// <param name="revokedFirst">
    /// Groups that had no room for both the old and the new rules. They have none on the way back either, so there the added rules go first.
    /// </param>
    public static ImmutableArray<string> Undo(string accountId, string region, IEnumerable<RuleChange> changes, IReadOnlySet<string> revokedFirst) =>
        Block(accountId, region, changes.GroupBy(change => change.GroupId).Select(Made).Select(made => (made.Gone, made.New)), revokedFirst, Restored);

    /// <summary>
    /// The lines that make what of the changes is not made yet: they add what is to be kept, then remove the old rules. Where one of those turns out to
    /// be gone already, people have closed it, and what these lines have added for it is removed again, up to <see cref="MostTakenBack"/> rules. Empty where nothing is left to do.
    /// </summary>
    /// <param name="accountId">The account of the groups.</param>
    /// <param name="region">The Region of the groups.</param>
    /// <param name="changes">The changes, of any number of groups, in the order in which they were or are to be made.</param>
    /// <param name="revokedFirst">Groups that have no room for both the old and the new rules: there the old rules go first.</param>
    public static ImmutableArray<string> Close(string accountId, string region, IEnumerable<RuleChange> changes, IReadOnlySet<string> revokedFirst) =>
        Block(accountId, region, changes.GroupBy(change => change.GroupId).Select(ToMake), revokedFirst, Planned, takesBack: true);

    /// <summary>The lines that take <see cref="Close"/> of the same changes back.</summary>
    /// <param name="accountId">The account of the groups.</param>
    /// <param name="region">The Region of the groups.</param>
    /// <param name="changes">The changes, of any number of groups, in the order in which they were or are to be made.</param>
    /// <param name="revokedFirst">Groups that have no room for both the old and the new rules: there the added rules go first.</param>
    public static ImmutableArray<string> Reopen(string accountId, string region, IEnumerable<RuleChange> changes, IReadOnlySet<string> revokedFirst) =>
        Block(accountId, region, changes.GroupBy(change => change.GroupId).Select(ToMake).Select(planned => (planned.Remove, planned.Add)), revokedFirst, Restored);

    /// <summary>The lines of a plan, without the first and the last of a block, for another group that has the same rules.</summary>
    /// <param name="group">That group, as a shell takes it.</param>
    /// <param name="region">Its Region.</param>
    /// <param name="plan">What is to change in the group that it is like.</param>
    internal static IEnumerable<string> InGroup(string group, string region, GroupPlan plan) =>
    [
        .. plan.Authorize.Select(replacement => ToAdd(region, RuleChange.Of(plan.Group.Id, replacement), group).Line),
        .. plan.Revoke.Select(rule => ToRemove(region, RuleChange.Of(rule), group)),
    ];

    /// <summary>Two blocks for the same account as one.</summary>
    public static ImmutableArray<string> Joined(ImmutableArray<string> first, ImmutableArray<string> second) =>
        first.IsEmpty ? second : second.IsEmpty ? first : [.. first[..^1], .. second[1..^1].Except(first), first[^1]];

    /// <summary>What the commands for these changes cannot bring along, a sentence for each rule: tags that do not fit into a line.</summary>
    /// <param name="region">The Region of the groups.</param>
    /// <param name="changes">The changes.</param>
    public static ImmutableArray<string> Notes(string region, IEnumerable<RuleChange> changes) =>
    [
        .. changes.Where(change => change.Tags.Sum(tag => tag.Key.Length + tag.Value.Length + 20) > LongestLine / 10)
            .Select(change => (Change: change, Lost: ToAdd(region, change).LeftOut))
            .Where(entry => !entry.Lost.IsEmpty)
            .DistinctBy(entry => KeyOf(entry.Change))
            .Select(entry => $"The commands do not set {Tags(entry.Lost)} of the rule {TextOf(entry.Change)}: a line has no room for all of its tags."),
    ];

    /// <summary>What was changed in a group, as a whole: the rules that stood before and are gone, and those that are new.</summary>
    internal static (ImmutableArray<RuleChange> Gone, ImmutableArray<RuleChange> New) Made(IEnumerable<RuleChange> group)
    {
        var (gone, added) = (ImmutableArray.CreateBuilder<RuleChange>(), ImmutableArray.CreateBuilder<RuleChange>());
        foreach (var rule in group.GroupBy(KeyOf))
        {
            // A second round may have removed what the first one added: that was not there before.
            var own = new HashSet<string?>();
            RuleChange? old = null;
            RuleChange? standing = null;
            foreach (var change in rule)
            {
                switch (change)
                {
                    case { Action: ChangeAction.Authorize }:
                        if (change.Status is ChangeStatus.Done or ChangeStatus.Undone)
                            own.Add(change.RuleId);
                        if (change.IsAddedByAnswer)
                            standing = change;
                        else if (change.Status is ChangeStatus.Undone)
                            standing = null;
                        break;
                    case { Status: ChangeStatus.Done } or { IsUnknown: true }:
                        standing = null;
                        if (!own.Contains(change.RuleId) && !own.Contains(null) && old is not { Status: ChangeStatus.Done })
                            old = change;
                        break;
                }
            }

            if (old is not null && standing is null)
                gone.Add(old);
            else if (old is null && standing is not null)
                added.Add(standing);
        }

        return (gone.ToImmutable(), added.ToImmutable());
    }

    /// <summary>What is left to do in a group.</summary>
    private static (ImmutableArray<RuleChange> Add, ImmutableArray<RuleChange> Remove) ToMake(IEnumerable<RuleChange> group)
    {
        // A rule that several rounds tried is as the last one left it.
        var latest = group.GroupBy(change => (change.Action, KeyOf(change))).Select(rounds => rounds.Last()).ToList();
        ImmutableArray<RuleChange> remove =
            [.. latest.Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Planned or ChangeStatus.Failed or ChangeStatus.Undone })];
        var removed = remove.Select(KeyOf).ToHashSet();

        // What was added and taken back again is needed where its old rule is to go still. Where that is gone, somebody took it back on purpose.
        return (
            [
                .. latest.Where(change => change.Action is ChangeAction.Authorize
                    && (change.Status is ChangeStatus.Planned or ChangeStatus.Failed || (change.Status is ChangeStatus.Undone && !remove.IsEmpty))
                    && !removed.Contains(KeyOf(change))),
            ],
            remove);
    }

    /// <summary>Rules are the same to EC2 where these are, whatever their descriptions and tags.</summary>
    private static (string GroupId, Traffic Traffic, string Source) KeyOf(RuleChange change) => (change.GroupId, change.Rule.Traffic, change.Rule.Source.ToString());

    private static ImmutableArray<string> Block(
        string accountId,
        string region,
        IEnumerable<(ImmutableArray<RuleChange> Add, ImmutableArray<RuleChange> Remove)> changes,
        IReadOnlySet<string> revokedFirst,
        string success,
        bool takesBack = false)
    {
        var groups = changes.ToList();
        var tracks = takesBack && groups.Sum(group => group.Add.Length + group.Remove.Length) <= MostTakenBack;
        var lines = ImmutableArray.CreateBuilder<string>();
        var variables = new List<string>();
        foreach (var (add, remove) in groups)
        {
            var revokesFirst = remove.Any(change => revokedFirst.Contains(change.GroupId));
            var gone = new Dictionary<RuleChange, string>();
            var added = add.Select(Tracked).ToList();
            var adding = added.Select(piece => ToAdd(region, piece.Change, then: piece.Flag is null ? null : $" && {piece.Flag}=1 || [ $? = 2 ]").Line);
            var removing = remove.Select(change => ToRemove(region, change, then: gone.TryGetValue(change, out var flag) ? $" || {{ [ $? = 2 ] && {flag}=1; }}" : null));
            var takingBack = added.Where(piece => piece.Flag is not null)
                .Select(piece => $"case {string.Concat(piece.Gone.Prepend(piece.Flag).Select(flag => $"${{{flag}-}}"))} in 1{new string('1', piece.Gone.Length)}) {ToRemove(region, piece.Change)};; esac");
            lines.AddRange(revokesFirst ? removing.Concat(adding) : adding.Concat(removing).Concat(takingBack));

            // Where the old rules go first and the lines are stopped behind that, they must add when they are run again, though those are gone.
            (RuleChange Change, string? Flag, string[] Gone) Tracked(RuleChange piece)
            {
                List<RuleChange> may = tracks && !revokesFirst ? [.. remove.Where(piece.MayReplace)] : [];

                // What a list has, these lines do not know: it counts where nothing else admits the piece.
                var old = may.FindAll(rule => rule.Rule.Source.Equals(piece.Rule.Source) || (rule.Rule.Source, piece.Rule.Source) is (RuleSource.Block, RuleSource.Block));
                string[] flags = [.. (old.Count > 0 ? old : may).Select(rule => gone.TryGetValue(rule, out var flag) ? flag : gone[rule] = Flag("gone"))];
                return (piece, flags.Length == 0 ? null : Flag("new"), flags);
            }
        }

        return lines.Count == 0 ? [] : [Guard(accountId, region, variables), .. lines, Ending(success)];

        string Flag(string name)
        {
            variables.Add(string.Create(CultureInfo.InvariantCulture, $"{name}{variables.Count + 1}"));
            return variables[^1];
        }
    }

    /// <summary>Begins the count of failures in this account, and ends the block in any other. The account may be followed by the line end of Windows.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="region">The Region in which it is asked for.</param>
    /// <param name="variables">What the lines set to 1: it may be set from the last time.</param>
    internal static string Guard(string accountId, string region, IReadOnlyCollection<string>? variables = null)
    {
        var unset = string.Concat((variables ?? []).Select(flag => $" {flag}="));
        var account = accountId.Length == 0 ? "unknown" : accountId;
        var refusal = $"These lines are for account {account}. This shell is in another account or has no credentials for it, so nothing was changed.";
        return $"case $(aws sts get-caller-identity --region {Quote(region)} --query Account --output text) in {Quote(account)}*) failed=0{unset}; "
            + $"(set +o pipefail) 2>/dev/null && set +o pipefail || :;; *) echo {Quote(refusal)} >&2; exit 1;; esac";
    }

    internal static string Ending(string success) =>
        $"case ${{failed-}} in 0) echo '{success}';; 1) echo 'Some lines failed, see above. All of it can be run again.' >&2; false;; esac";

    /// <summary>The line that adds a rule, with the keys of the tags for which it has no room.</summary>
    private static (string Line, ImmutableArray<string> LeftOut) ToAdd(string region, RuleChange change, string? group = null, string? then = null)
    {
        var tags = change.Tags.WithoutAws();
        var leftOut = ImmutableArray.CreateBuilder<string>();
        while (true)
        {
            var specifications = tags.Count == 0 ? "" : $" --tag-specifications {Quote(Specifications(tags))}";
            var line = Line("authorize", region, group ?? Quote(change.GroupId), change, Permission(change.Rule, change.Rule.Description) + specifications, Added, then);
            if (line.Length <= LongestLine || tags.Count == 0)
                return (line, leftOut.ToImmutable());
            var longest = tags.MaxBy(tag => Escapes.Encode(tag.Key).Length + Escapes.Encode(tag.Value).Length).Key;
            leftOut.Add(longest);
            tags = TagSet.Of(tags.Where(tag => tag.Key != longest));
        }
    }

    private static string ToRemove(string region, RuleChange change, string? group = null, string? then = null) =>
        Line("revoke", region, group ?? Quote(change.GroupId), change, Permission(change.Rule, null), Removed, then);

    private static string Line(string verb, string region, string group, RuleChange change, string what, string answer, string? then) =>
        $"aws ec2 {verb}-security-group-ingress --region {Quote(region)} --group-id {group} --ip-permissions {what}{answer} 2>&1"
            + $" | awk -v r={Quote(TextOf(change).Replace('\\', '/'))} '{(then is null ? Reader : TellingReader)}'{then} || ! failed=1";

    private static string TextOf(RuleChange change) => $"{change.GroupId} {change.Rule.Traffic} from {change.Rule.Source}";

    private static string Tags(ImmutableArray<string> keys)
    {
        var named = string.Join(", ", keys.Take(MostTagsNamed));
        var more = keys.Length > MostTagsNamed ? string.Create(CultureInfo.InvariantCulture, $" and {keys.Length - MostTagsNamed} more") : "";
        return $"the {(keys.Length == 1 ? "tag" : "tags")} {named}{more}";
    }

    private static string Permission(RuleDraft rule, string? description) => Quote(Json(json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("IpProtocol", rule.Traffic.Protocol);
        if (rule.Traffic is not (Traffic.All or Traffic.Other))
        {
            json.WriteNumber("FromPort", rule.Traffic.FromPort);
            json.WriteNumber("ToPort", rule.Traffic.ToPort);
        }

        var (list, property) = rule.Source switch
        {
            RuleSource.Block { Cidr.Family: IpFamily.IPv4 } => ("IpRanges", "CidrIp"),
            RuleSource.Block => ("Ipv6Ranges", "CidrIpv6"),
            RuleSource.PrefixList => ("PrefixListIds", "PrefixListId"),
            _ => ("UserIdGroupPairs", "GroupId"),
        };
        json.WriteStartArray(list);
        json.WriteStartObject();
        if (rule.Source is RuleSource.Block block)
            json.WriteString(property, JsonEncodedText.Encode(block.Cidr.ToString()));
        else
            json.WriteString(property, rule.Source.ToString());
        if (rule.Source is RuleSource.Group { OwnerId: { } owner })
            json.WriteString("UserId", owner);
        if (description is not null)
            json.WriteString("Description", description);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }));

    private static string Specifications(TagSet tags) => Json(json =>
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
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = Escapes }))
            write(json);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static JavaScriptEncoder HarmlessLetters()
    {
        var letters = new TextEncoderSettings(UnicodeRanges.BasicLatin);
        letters.ForbidCharacters('!', ':', '@', '[', ']', '\u007f');
        return JavaScriptEncoder.Create(letters);
    }

    /// <summary>
    /// The text as one word of a POSIX shell, in single quotes unless every character is harmless. No id has a character that is not printable
    /// ASCII; one that has becomes an id that does not exist.
    /// </summary>
    internal static string Quote(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '/' or ':')
            ? text
            : $"'{string.Concat(text.Select(character => character is >= ' ' and <= '~' ? character : '?')).Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
