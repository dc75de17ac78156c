using System.Globalization;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>A rule that somebody has added for a while: its tag says when that is over.</summary>
public static class Allowance
{
    /// <summary>The key of the tag. Its value is a date and time in UTC, such as <c>2026-12-31T18:00:00Z</c>.</summary>
    public const string TagKey = "scan-responder-until";

    /// <summary>What stands on the command line for the public address of whoever runs it, as the AWS console calls it.</summary>
    public const string MyAddress = "my-ip";

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The tag of a rule that is to end then.</summary>
    public static TagSet Tags(DateTimeOffset until) => TagSet.Empty.With(TagKey, until.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));

    /// <summary>
    /// The command line that lets in for eight hours whoever runs it. It holds nothing that must be filled in: the tool finds out their address.
    /// </summary>
    /// <param name="groupId">The security group.</param>
    /// <param name="region">Its Region.</param>
    /// <param name="port">The TCP port.</param>
    public static string Command(string groupId, string region, int port) =>
        $"scan-responder allow {RuleCommands.Quote(groupId)} --source {MyAddress} --for 8h{(port == 22 ? "" : string.Create(CultureInfo.InvariantCulture, $" --port {port}"))} --region {RuleCommands.Quote(region)}";

    /// <summary>When the rule's time is over; null where it has no end, or nobody can read it.</summary>
    public static DateTimeOffset? EndOf(TagSet tags) => tags.TryGetValue(TagKey, out var value)
        && DateTimeOffset.TryParseExact(value.Trim(), Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var end)
            ? end
            : null;
}
