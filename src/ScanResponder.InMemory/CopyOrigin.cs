using System.Text.RegularExpressions;
using ScanResponder.Triggers;

namespace ScanResponder.InMemory;

/// <summary>Of which account and Region a copy is: as its head says, or as the owners and places of what is in it let one guess.</summary>
internal sealed partial class CopyOrigin
{
    private readonly Dictionary<string, int> _owners = [];
    private readonly Dictionary<string, int> _regions = [];

    internal string? AccountId { get; private set; }

    internal string? Region { get; private set; }

    internal DateTimeOffset? TakenAt { get; private set; }

    internal string? LikelyAccountId => AccountId ?? Most(_owners);

    internal string? LikelyRegion => Region ?? Most(_regions);

    /// <summary>What the copy says of itself.</summary>
    /// <exception cref="FormatException">It is in a later format, or says nothing that makes sense.</exception>
    internal void Told(JsonPart head)
    {
        if (head.NumberOf("Version") is not SnapshotWriter.Version)
            throw (head.Member("Version") ?? head).Expected($"version {SnapshotWriter.Version} of the format");
        AccountId = head.Required("AccountId", "the account's twelve digits");
        if (!AwsScope.IsAccountId(AccountId))
            throw head.Member("AccountId")!.Value.Expected("the account's twelve digits");
        Region = head.Required("Region", "a Region such as eu-west-1");
        if (!AwsScope.IsRegion(Region))
            throw head.Member("Region")!.Value.Expected("a Region such as eu-west-1");
        TakenAt = head.TimeOf("TakenAt");
    }

    /// <summary>Takes note of the owner and the place of an instance, an interface or a group, and gives it back.</summary>
    internal JsonPart Seeing(JsonPart place)
    {
        if (!place.IsObject)
            return place;
        if (place.Exactly("OwnerId").Literal is { } owner && AwsScope.IsAccountId(owner))
            Count(_owners, owner);
        if (RegionOf(place) is { } region)
            Count(_regions, region);
        return place;
    }

    private static string? RegionOf(JsonPart place)
    {
        var zone = place.Exactly("AvailabilityZone").Literal ?? place.Exactly("Placement").Exactly("AvailabilityZone").Literal;
        if (zone is not null && Zone().Match(zone) is { Success: true } match)
            return match.Groups[1].Value;
        return place.Exactly("SecurityGroupArn").Literal?.Split(':') is [_, _, _, var region, ..] && AwsScope.IsRegion(region) ? region : null;
    }

    private static void Count(Dictionary<string, int> counts, string value) => counts[value] = counts.GetValueOrDefault(value) + 1;

    private static string? Most(Dictionary<string, int> counts) => counts.Count == 0 ? null : counts.MaxBy(count => count.Value).Key;

    // Local and wavelength zones have more behind the Region: us-west-2-lax-1a.
    [GeneratedRegex(@"\A([a-z]{2,8}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2})(?:[a-z]|-.*)\z")]
    private static partial Regex Zone();
}
