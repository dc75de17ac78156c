using System.Text.Json.Serialization;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Accounts;

/// <summary>A change of a rule as a journal keeps it. The names are short because there may be thousands and an item holds 400 KB.</summary>
internal sealed record NotedChange
{
    [JsonPropertyName("a")]
    public required ChangeAction Action { get; init; }

    [JsonPropertyName("g")]
    public required string GroupId { get; init; }

    [JsonPropertyName("i")]
    public string? RuleId { get; init; }

    [JsonPropertyName("p")]
    public required string Protocol { get; init; }

    [JsonPropertyName("f")]
    public required int FromPort { get; init; }

    [JsonPropertyName("t")]
    public required int ToPort { get; init; }

    [JsonPropertyName("s")]
    public required string Source { get; init; }

    [JsonPropertyName("o")]
    public string? SourceOwner { get; init; }

    [JsonPropertyName("d")]
    public string? Description { get; init; }

    [JsonPropertyName("k")]
    public Dictionary<string, string>? Tags { get; init; }

    [JsonPropertyName("x")]
    public required ChangeStatus Status { get; init; }

    internal static NotedChange Of(RuleChange change) => new()
    {
        Action = change.Action,
        GroupId = change.GroupId,
        RuleId = change.RuleId,
        Protocol = change.Rule.Traffic.Protocol,
        FromPort = change.Rule.Traffic.FromPort,
        ToPort = change.Rule.Traffic.ToPort,
        Source = change.Rule.Source.ToString(),
        SourceOwner = (change.Rule.Source as RuleSource.Group)?.OwnerId,
        Description = change.Rule.Description,
        Tags = change.Tags.Count == 0 ? null : change.Tags.ToDictionary(tag => tag.Key, tag => tag.Value),
        Status = change.Status,
    };

    /// <exception cref="FormatException">It is not one that <see cref="Of"/> made.</exception>
    internal RuleChange ToChange() => new(
        Action,
        GroupId,
        RuleId,
        new(Traffic.FromEc2(Protocol, FromPort, ToPort), SourceOf(), Description),
        Tags is null ? TagSet.Empty : TagSet.Of(Tags),
        Status);

    private RuleSource SourceOf() => Source switch
    {
        ['p', 'l', '-', ..] => new RuleSource.PrefixList(Source),
        ['s', 'g', '-', ..] => new RuleSource.Group(Source, SourceOwner),
        _ => new RuleSource.Block(Cidr.Parse(Source)),
    };
}
