using System.Collections.Immutable;

namespace ScanResponder.Triggers;

/// <summary>
/// Nothing happened: all security groups of an account and Region are to be looked at, on a schedule or because somebody asks. What is done about each of
/// them is done as for a trigger that is about that group alone.
/// </summary>
public sealed record SweepTrigger : Trigger
{
    private const string Source = "sweep";

    /// <summary>The groups that it is about; empty for all.</summary>
    public ImmutableArray<string> GroupIds { get; init; } = [];

    /// <inheritdoc/>
    public override TriggerKey Key => new(Source, GroupIds.IsEmpty ? Id : IdOf(string.Join(',', GroupIds)), UpdatedAt?.UtcDateTime.ToString("O") ?? "");

    /// <inheritdoc/>
    public override Subject Subject => new Subject.OfGroups(GroupIds);

    /// <inheritdoc/>
    public override string Reporter => "The sweep";

    /// <inheritdoc/>
    public override string Url => $"{Scope.ConsoleOf("ec2")}#SecurityGroups:";

    /// <inheritdoc/>
    public override string? WhyNotApplicable => null;

    /// <inheritdoc/>
    public override string? SubjectDoes => null;

    /// <summary>A sweep of a Region, which is the same one until the day is over.</summary>
    /// <param name="scope">The account and the Region.</param>
    /// <param name="at">When it is made; null where that is not known.</param>
    public static SweepTrigger Of(AwsScope scope, DateTimeOffset? at) => new()
    {
        Id = $"sweep-{scope.AccountId}-{scope.Region}{(at is { } day ? $"-{day.UtcDateTime:yyyy-MM-dd}" : "")}",
        Type = "Sweep",
        AccountId = scope.AccountId,
        Region = scope.Region,
        Partition = scope.Partition,
        UpdatedAt = at,
    };

    /// <summary>The same for one of the groups.</summary>
    public SweepTrigger About(string groupId) => this with { GroupIds = [groupId] };

    /// <summary>The same for one of the groups, with an id of its own, by which people decide about that group alone.</summary>
    public SweepTrigger ToDecideAbout(string groupId) => this with { Id = IdOf(groupId), GroupIds = [groupId] };

    private string IdOf(string groups) => Id.EndsWith($"/{groups}", StringComparison.Ordinal) ? Id : $"{Id}/{groups}";

    /// <inheritdoc/>
    public override bool Names(int port) => true;

    /// <inheritdoc/>
    public override string Attempt(string services, string name) => $"that {services} on {name} can be reached";

    /// <inheritdoc/>
    public override string Happened(string services, bool several, string name) => $"The sweep found {services} to {name} open";
}
