using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Triggers.GuardDuty;

/// <summary>
/// What GuardDuty saw, read out of any shape in which its findings come. Only the id, the type, the account and the
/// Region are always there: <see href="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html"/>.
/// </summary>
public sealed record Finding : Trigger
{
    /// <summary>What the type says about the instance and its ports.</summary>
    public required FindingKind Kind { get; init; }

    /// <summary>GuardDuty's word for the resource, such as <c>Instance</c> or <c>AccessKey</c>; empty where it does not say.</summary>
    public string ResourceType { get; init; } = "";

    /// <summary>True where the resource did it, rather than suffered it (<c>resourceRole</c> ACTOR).</summary>
    public bool ResourceIsActor { get; init; }

    /// <summary>The instance as GuardDuty described it, or null where the finding is about none.</summary>
    public Instance? Instance { get; init; }

    /// <summary>The instance's interfaces as GuardDuty described them; empty where the finding names none.</summary>
    public ImmutableArray<ReportedInterface> Interfaces { get; init; } = [];

    /// <summary>
    /// Names this update of the finding. Of two updates the later one has the ordinally greater revision. A sample answers for itself alone: whoever makes one
    /// up under the id of a real finding does not have the real one called answered.
    /// </summary>
    public override TriggerKey Key =>
        Order is { } order ? new("order", Id, order) : new(Sample ? "guardduty-sample" : "guardduty", Id, ReceivedEvent.Revision(UpdatedAt ?? LastSeen));

    /// <inheritdoc/>
    public override Subject Subject => Instance is { } instance
        ? new Subject.OfInstance(instance) { Interfaces = Interfaces }
        : new Subject.OfGroups([.. Interfaces.SelectMany(reported => reported.GroupIds).Distinct()]) { Interfaces = Interfaces };

    /// <inheritdoc/>
    public override string Reporter => "GuardDuty";

    /// <inheritdoc/>
    public override string Url => $"{Scope.ConsoleOf("guardduty")}#/findings?search=id%3D{Uri.EscapeDataString(Id)}";

    /// <inheritdoc/>
    public override string? WhyNotApplicable => Kind.WhyNotApplicable(this);

    /// <inheritdoc/>
    public override string? SubjectDoes => ResourceIsActor || Kind is PortScan ? Kind.Attack : null;

    /// <inheritdoc/>
    public override string Happened(string services, bool several, string name) => Kind.Happened(services, name) ?? base.Happened(services, several, name);

    /// <inheritdoc/>
    public override string Attempt(string services, string name) => Kind.Attempt(services, name);
}
