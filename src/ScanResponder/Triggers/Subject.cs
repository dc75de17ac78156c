using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Triggers;

/// <summary>What a trigger is about, and where reading the account begins.</summary>
public abstract record Subject
{
    private Subject()
    {
    }

    /// <summary>The instance as the source described it, or null where the trigger is about none.</summary>
    public virtual Instance? Instance => null;

    /// <summary>The network interfaces as the source described them; empty where it names none.</summary>
    public ImmutableArray<ReportedInterface> Interfaces { get; init; } = [];

    /// <summary>Every security group that the source names, in its order, each once.</summary>
    public virtual ImmutableArray<string> GroupIds => [.. Interfaces.SelectMany(reported => reported.GroupIds).Distinct()];

    /// <summary>The id of what it is about; of groups, the ids of the first ones. Empty where the source names nothing.</summary>
    public string Name => this switch
    {
        OfInstance { Reported.Id: var id } => id,
        OfInterface { Id: var id } => id,
        OfPrefixList { Id: var id } => id,
        _ => string.Join(' ', GroupIds.Take(5)),
    };

    /// <summary>An instance, with the groups that its interfaces were reported to have.</summary>
    /// <param name="Reported">The instance as the source described it.</param>
    public sealed record OfInstance(Instance Reported) : Subject
    {
        /// <inheritdoc/>
        public override Instance Instance => Reported;
    }

    /// <summary>Security groups, whoever uses them.</summary>
    /// <param name="Ids">Their ids, <c>sg-…</c>, each once; may be empty.</param>
    public sealed record OfGroups(ImmutableArray<string> Ids) : Subject
    {
        /// <inheritdoc/>
        public override ImmutableArray<string> GroupIds => Ids;
    }

    /// <summary>A network interface of which nobody says what groups it has.</summary>
    /// <param name="Id">Its id, <c>eni-…</c>.</param>
    public sealed record OfInterface(string Id) : Subject;

    /// <summary>The security groups whose rules cite a managed prefix list.</summary>
    /// <param name="Id">The list's id, <c>pl-…</c>.</param>
    public sealed record OfPrefixList(string Id) : Subject;
}
