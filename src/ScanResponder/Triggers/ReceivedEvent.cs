using System.Globalization;

namespace ScanResponder.Triggers;

/// <summary>An event of EventBridge as it came. Whatever its envelope lacks is null.</summary>
/// <param name="DetailType">Its <c>detail-type</c>.</param>
/// <param name="Detail">Its detail; of any kind.</param>
/// <param name="Account">Its account, which counts where the detail names none.</param>
/// <param name="Region">Its Region, which counts where the detail names none.</param>
/// <param name="Time">When it was sent.</param>
internal readonly record struct ReceivedEvent(string? DetailType, JsonPart Detail, string? Account, string? Region, DateTimeOffset? Time)
{
    /// <summary>The detail, which is an object.</summary>
    /// <param name="what">What it is to be, such as <c>a record of CloudTrail</c>.</param>
    /// <exception cref="TriggerFormatException">It is none.</exception>
    internal JsonPart Object(string what) =>
        Detail.IsObject ? Detail : throw new TriggerFormatException(Detail.Place, Detail.Found, $"{what}, an object");

    /// <summary>The account that the part names, or else the event around it.</summary>
    /// <exception cref="TriggerFormatException">Neither names one.</exception>
    internal string AccountOf(JsonPart part) => Required(part, Account, AwsScope.IsAccountId, "an account id of twelve digits");

    /// <summary>The Region that the part names, or else the event around it.</summary>
    /// <exception cref="TriggerFormatException">Neither names one.</exception>
    internal string RegionOf(JsonPart part) => Required(part, Region, AwsScope.IsRegion, "an AWS Region such as eu-west-1");

    /// <summary>A string that is not blank.</summary>
    /// <exception cref="TriggerFormatException">It is none.</exception>
    internal static string Text(JsonPart part, string expected) => part.IsString && part.Text is { } text && text.Length <= LongestText
        ? text
        : throw new TriggerFormatException(part.Place, part.Found, expected);

    /// <summary>A time as the revision of a trigger: of two the later one is ordinally greater; empty where there is none.</summary>
    internal static string Revision(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) ?? "";

    // Ids become names of resources, tags and keys; no source has longer ones.
    private const int LongestText = 256;

    private static string Required(JsonPart part, string? fallback, Func<string, bool> accepts, string expected)
    {
        var text = part.IsAbsent ? fallback : part.Text;
        if (text is not null && accepts(text))
            return text;
        var found = part.IsAbsent && fallback is not null ? $"{part.Found}, and {JsonPart.Quote(fallback)} in the event around it" : part.Found;
        throw new TriggerFormatException(part.Place, found, expected);
    }
}
