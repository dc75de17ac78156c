using System.Text.Json.Serialization;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>A change of a rule as a journal keeps it. The names are short because there may be thousands and an item holds 400 KB.</summary>
internal sealed record ChangeRecord
{
    /// <summary><c>authorize</c> or <c>revoke</c>.</summary>
    [JsonPropertyName("a")]
    public string? Action { get; init; }

    [JsonPropertyName("g")]
    public string? GroupId { get; init; }

    [JsonPropertyName("i")]
    public string? RuleId { get; init; }

    [JsonPropertyName("p")]
    public string? Protocol { get; init; }

    [JsonPropertyName("f")]
    public int FromPort { get; init; }

    [JsonPropertyName("t")]
    public int ToPort { get; init; }

    [JsonPropertyName("s")]
    public string? Source { get; init; }

    [JsonPropertyName("o")]
    public string? SourceOwner { get; init; }

    [JsonPropertyName("d")]
    public string? Description { get; init; }

    [JsonPropertyName("k")]
    public Dictionary<string, string>? Tags { get; init; }

    /// <summary><c>planned</c>, <c>done</c>, <c>already</c>, <c>failed</c> or <c>undone</c>.</summary>
    [JsonPropertyName("x")]
    public string? Status { get; init; }

    internal static ChangeRecord Of(RuleChange change) => new()
    {
        Action = change.Action is ChangeAction.Authorize ? "authorize" : "revoke",
        GroupId = change.GroupId,
        RuleId = change.RuleId,
        Protocol = change.Rule.Traffic.Protocol,
        FromPort = change.Rule.Traffic.FromPort,
        ToPort = change.Rule.Traffic.ToPort,
        Source = change.Rule.Source.ToString(),
        SourceOwner = (change.Rule.Source as RuleSource.Group)?.OwnerId,
        Description = change.Rule.Description,
        Tags = change.Tags.Count == 0 ? null : change.Tags.ToDictionary(tag => tag.Key, tag => tag.Value),
        Status = change.Status switch
        {
            ChangeStatus.Planned => "planned",
            ChangeStatus.Done => "done",
            ChangeStatus.Already => "already",
            ChangeStatus.Failed => "failed",
            _ => "undone",
        },
    };

    /// <exception cref="FormatException">It is not one that <see cref="Of"/> made.</exception>
    internal RuleChange ToChange()
    {
        ChangeAction action = Action switch
        {
            "authorize" => ChangeAction.Authorize,
            "revoke" => ChangeAction.Revoke,
            _ => throw new FormatException($"a: found '{Action}'; expected 'authorize' or 'revoke'"),
        };
        ChangeStatus status = Status switch
        {
            "planned" => ChangeStatus.Planned,
            "done" => ChangeStatus.Done,
            "already" => ChangeStatus.Already,
            "failed" => ChangeStatus.Failed,
            "undone" => ChangeStatus.Undone,
            _ => throw new FormatException($"x: found '{Status}'; expected 'planned', 'done', 'already', 'failed' or 'undone'"),
        };
        if (action is ChangeAction.Revoke && RuleId is null)
            throw new FormatException("i: found nothing; expected the id of the rule");
        return new(
            action,
            GroupId ?? throw new FormatException("g: found nothing; expected the id of the group"),
            RuleId,
            new(Traffic.FromEc2(Protocol, FromPort, ToPort), SourceOf(), Description),
            Tags is null ? TagSet.Empty : TagSet.Of(Tags),
            status);
    }

    private RuleSource SourceOf() => Source switch
    {
        null => throw new FormatException("s: found nothing; expected a CIDR, a prefix list or a group"),
        ['p', 'l', '-', ..] => new RuleSource.PrefixList(Source),
        ['s', 'g', '-', ..] => new RuleSource.Group(Source, SourceOwner),
        _ => new RuleSource.Block(Cidr.Parse(Source)),
    };
}
