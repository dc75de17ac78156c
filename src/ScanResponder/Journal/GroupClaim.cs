using System.Collections.Immutable;

namespace ScanResponder.Journal;

/// <summary>What the journal answers to somebody who wants to edit a security group.</summary>
public abstract record GroupClaim
{
    private GroupClaim()
    {
    }

    /// <summary>The group is this lease's until it is released or the lease ends.</summary>
    /// <param name="Earlier">What was changed in the group before, the oldest first; empty where nothing is known.</param>
    /// <param name="ChangedAt">
    /// When somebody else was last seen to change the group, or to be about to; null where that is not known. What was read before may be old.
    /// </param>
    public sealed record Granted(ImmutableArray<RecordedChange> Earlier, DateTimeOffset? ChangedAt) : GroupClaim
    {
        /// <summary>
        /// True where somebody died over the group, whose plan is the last of <see cref="Earlier"/>. What this one is about to change is not written down: it was
        /// planned before that one's changes were known. Look at the group again, and claim it again with what is left to do.
        /// </summary>
        public bool TakenOver { get; init; }

        /// <summary>
        /// What an earlier attempt at the same trigger was about to change in the group, and has not written down as done: this claim's plan is in its place now. Null
        /// where there was none.
        /// </summary>
        public RecordedChange? Left { get; init; }
    }

    /// <summary>Another answer is editing the group.</summary>
    /// <param name="TriggerId">What that one answers.</param>
    /// <param name="Holder">Its lease's holder.</param>
    /// <param name="Until">When its lease ends.</param>
    public sealed record Held(string TriggerId, string Holder, DateTimeOffset Until) : GroupClaim;
}
