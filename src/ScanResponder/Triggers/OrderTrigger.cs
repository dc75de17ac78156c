
namespace ScanResponder.Triggers;

/// <summary>A person has decided about an earlier alert. <see cref="Trigger.Id"/> is that of the alert's trigger.</summary>
public abstract record OrderTrigger : Trigger
{
    /// <summary>Who decided, as the order says; null where it does not say.</summary>
    public string? By { get; init; }

    /// <summary>Why, as the order says; null where it does not say.</summary>
    public string? Why { get; init; }

    /// <summary>Who decided, for a sentence.</summary>
    public string Who => By ?? "Somebody";

    /// <inheritdoc/>
    public sealed override Subject Subject => new Subject.OfGroups([]);

    /// <inheritdoc/>
    public sealed override string Reporter => Who;

    /// <inheritdoc/>
    public sealed override string Url => $"{Scope.ConsoleOf("ec2")}#SecurityGroups:";

    /// <inheritdoc/>
    public sealed override string? WhyNotApplicable => null;

    /// <inheritdoc/>
    public sealed override string? SubjectDoes => null;

    /// <inheritdoc/>
    public sealed override string Noun => "order";

    /// <inheritdoc/>
    public sealed override string Attempt(string services, string name) => $"that {services} on {name} can be reached";

    /// <summary>Closes what an earlier alert has shown.</summary>
    public sealed record Approve : OrderTrigger
    {
        /// <inheritdoc/>
        public override TriggerKey Key => new("approval", Id, ReceivedEvent.Revision(UpdatedAt));
    }

    /// <summary>Takes back what an earlier answer has changed, and keeps it so.</summary>
    public sealed record Undo : OrderTrigger
    {
        /// <summary>So long it stays open where the order does not say.</summary>
        public static readonly TimeSpan UsualTime = TimeSpan.FromHours(24);

        /// <summary>Until when it is to stay open; null for ever, or where <see cref="IsUsual"/>.</summary>
        public DateTimeOffset? Until { get; init; }

        /// <summary>True where the order does not say until when.</summary>
        public bool IsUsual { get; init; }

        /// <inheritdoc/>
        public override TriggerKey Key => new("undo", Id, ReceivedEvent.Revision(UpdatedAt));
    }
}
