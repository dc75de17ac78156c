using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Accounts;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>Why an outcome is what it is: a value to act on, and one sentence for people.</summary>
public abstract record Reason
{
    private const int MostPortsNamed = 20;

    private protected Reason()
    {
    }

    /// <summary>One or two sentences for the alert.</summary>
    public abstract string Sentence { get; }

    /// <summary>True where somebody has decided that what is open may stay so.</summary>
    public virtual bool IsOnPurpose => false;

    /// <summary>The sentence.</summary>
    public sealed override string ToString() => Sentence;

    /// <summary>The finding is milder than the policy asks for.</summary>
    public sealed record TooMild(double Severity, double Least) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence =>
            string.Create(CultureInfo.InvariantCulture, $"The finding's severity {Severity:0.0} is below the policy's {Least:0.0}, so nobody was alerted.");
    }

    /// <summary>Another invocation is answering this revision.</summary>
    public sealed record AnsweredElsewhere(string Holder, DateTimeOffset Until) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence =>
            $"Invocation {Holder} is already answering this finding, until {Time(Until)} at the latest. This invocation did nothing and alerted nobody.";
    }

    /// <summary>This revision was answered before; when people were last alerted, or null.</summary>
    public sealed record AnsweredBefore(DateTimeOffset? At) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => At is { } at
            ? $"This update of the finding was already answered, and people were last alerted on {Time(at)}. Nothing was done and nobody was alerted again."
            : "This update of the finding was already answered. Nothing was done and nobody was alerted again.";
    }

    /// <summary>What was noticed opens no guarded port to the internet.</summary>
    public sealed record OpensNothing(ImmutableArray<int> Guarded) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"It opens none of the guarded ports ({Ports(Guarded)}) to the internet, so nobody was alerted.";
    }

    /// <summary>The function made the call itself.</summary>
    public sealed record OwnCall : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => "This function made the call itself, so nothing was done.";
    }

    /// <summary>Somebody has run the undo of an earlier answer, which opens the same rule again.</summary>
    /// <param name="RuleId">The rule.</param>
    /// <param name="By">Who ran it; null where that is not known.</param>
    /// <param name="TriggerId">The trigger in answer to which the rule was closed.</param>
    /// <param name="ClosedAt">When; null where an update of that trigger has changed the group since, as the journal keeps the time of the last one.</param>
    public sealed record Reopened(string RuleId, string? By, string TriggerId, DateTimeOffset? ClosedAt) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence =>
            $"{By ?? "Somebody"} added {RuleId} again, just as this function had removed it{(ClosedAt is { } at ? $" on {Time(at)}" : "")} in answer to {TriggerId}. That is what the undo does, so nothing was changed.";

        /// <inheritdoc/>
        public override bool IsOnPurpose => true;
    }

    /// <summary>It is a sample.</summary>
    public sealed record Sample : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => "This is a sample finding, so nothing was changed.";
    }

    /// <summary>Closing a port would not answer it.</summary>
    /// <param name="Why">Why not, as its kind says.</param>
    public sealed record NotAboutAPort(string Why) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => Why;
    }

    /// <summary>None of the ports that were tried is guarded; no ports where none was named.</summary>
    public sealed record NotGuarded(ImmutableArray<int> Tried, ImmutableArray<int> Guarded) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => Tried.IsEmpty
            ? "The finding names no port, so there is none to close."
            : $"The finding is about {Ports(Tried)}; the guarded ports are TCP {string.Join(", ", Guarded)}.";
    }

    /// <summary>The account could not be read.</summary>
    public sealed record AccountUnreadable(AccountException Failure) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"The account could not be read, so nothing was changed. {Failure.Message}";
    }

    /// <summary>Who must keep access could not be read.</summary>
    public sealed record TrustUnreadable(AccountException? Failure) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"The trusted sources could not be read, so nothing was changed. {Failure?.Message}".TrimEnd();
    }

    /// <summary>Whether the ports are open could not be found out.</summary>
    public sealed record Unknown(ImmutableArray<int> Scope, AccountException Failure) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"Could not find out whether {Ports(Scope)} is open. {Failure.Message}";
    }

    /// <summary>No rule of these groups lets the world in.</summary>
    public sealed record Closed(ImmutableArray<string> GroupIds, ImmutableArray<int> Scope) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"No rule of {string.Join(", ", GroupIds)} lets the internet reach {Ports(Scope)}.";
    }

    /// <summary>Neither the instance nor its groups are there any more.</summary>
    public sealed record InstanceGone(string? InstanceId) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"Neither {InstanceId ?? "the instance"} nor its security groups exist any more.";
    }

    /// <summary>What was read is not known to be the account and Region of the trigger, and lacks what the trigger is about.</summary>
    /// <param name="InstanceId">The instance; null where the trigger is about none.</param>
    /// <param name="GroupIds">The security groups that were not found.</param>
    /// <param name="Scope">The ports of which nothing can be said.</param>
    public sealed record NotHere(string? InstanceId, ImmutableArray<string> GroupIds, ImmutableArray<int> Scope) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence =>
            $"{(GroupIds.IsEmpty ? InstanceId ?? "What the finding is about" : string.Join(", ", GroupIds))} was not found in what was read, so whether {Ports(Scope)} is open is not known. "
            + "Look whether this is the account and the Region of the finding, and whether a copy of the account is complete.";
    }

    /// <summary>The groups that were open were deleted meanwhile.</summary>
    public sealed record GroupGone(ImmutableArray<string> GroupIds) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence =>
            $"{string.Join(", ", GroupIds)} {(GroupIds.Length == 1 ? "was" : "were")} deleted while this finding was being answered, so there is nothing left to close or to undo.";
    }

    /// <summary>Somebody archived the finding.</summary>
    public sealed record Archived : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => "The finding is archived, so nothing was changed.";

        /// <inheritdoc/>
        public override bool IsOnPurpose => true;
    }

    /// <summary>The instance, the group or the rule is exempt.</summary>
    /// <param name="ResourceId">What is.</param>
    /// <param name="Tag">The tag that says so.</param>
    /// <param name="IsReadable">False where the tag says until when and nobody can read it, so that it is not known whether that is over.</param>
    public sealed record Exempt(string ResourceId, string Tag, bool IsReadable = true) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"{ResourceId} is tagged {Tag}{(ResourceId.StartsWith("sg", StringComparison.Ordinal) ? "" : ", so nothing was changed")}."
            + (IsReadable ? "" : " That is neither exempt nor exempt until a day such as 2026-12-31, and counts as exempt until somebody mends it.");

        /// <inheritdoc/>
        public override bool IsOnPurpose => IsReadable;
    }

    /// <summary>All who tried are scanners of the operator's own.</summary>
    public sealed record OwnScanners(int Addresses) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => Addresses == 1
            ? "The one address that the finding names is a known scanner of your own, so nobody was alerted."
            : $"All {Addresses} addresses that the finding names are known scanners of your own, so nobody was alerted.";
    }

    /// <summary>The group belongs to another account.</summary>
    public sealed record Foreign(string GroupId, string OwnerId) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"{GroupId} belongs to account {OwnerId}; only that account can edit it.";
    }

    /// <summary>More other interfaces use the group than the policy allows; null where they could not be counted.</summary>
    public sealed record SharedTooWidely(string GroupId, int? Others, int Most) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => Others is { } others
            ? $"{GroupId} is used by {others} other network interfaces; the limit is {Most}."
            : $"Could not count the other network interfaces that use {GroupId}; the limit is {Most}.";
    }

    /// <summary>Every group that is open must be left alone.</summary>
    public sealed record AllRefused(ImmutableArray<Reason> Refusals) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"Nothing was changed: {string.Join(" ", Refusals)}";

        /// <inheritdoc/>
        public override bool IsOnPurpose => Refusals.All(reason => reason.IsOnPurpose);
    }

    /// <summary>The mode changes nothing.</summary>
    public record NotifyOnly : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => "The mode is notify, so nothing was changed.";
    }

    /// <summary>The mode changes nothing until somebody approves it.</summary>
    public record WaitsForApproval : NotifyOnly
    {
        /// <inheritdoc/>
        public override string Sentence => "The mode is ask, so nothing was changed yet: somebody has to approve it.";
    }

    /// <summary>Somebody has approved it, and by now more would be closed than they were shown.</summary>
    /// <param name="Who">Who.</param>
    /// <param name="What">What was not shown, in words.</param>
    public sealed record MoreThanShown(string Who, ImmutableArray<string> What) : WaitsForApproval
    {
        private const int MostNamed = 5;

        /// <inheritdoc/>
        public override string Sentence =>
            $"{Who} approved what the last alert showed, but by now more would be closed: {string.Join("; ", What.Take(MostNamed))}{(What.Length > MostNamed ? $" and {What.Length - MostNamed} more" : "")}. "
            + "So nothing was changed: look at it again, and approve this alert if it is right.";
    }

    /// <summary>Nothing that can be decided about is known by this id.</summary>
    /// <param name="Id">What was asked for.</param>
    /// <param name="AccountId">The account in which it was looked for.</param>
    /// <param name="Region">The Region.</param>
    public sealed record UnknownFinding(string Id, string AccountId, string Region) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence =>
            $"No alert about {Id} in {Region} of account {AccountId} can be decided about, so nothing was changed. Take the id of the alert's trigger, and name its account and Region where they are others.";
    }

    /// <summary>There is no journal, so nobody remembers what was shown or done.</summary>
    public sealed record NeedsJournal : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => "This function has no journal, so it does not know what was shown or done, and nothing was changed. Set RESPONDER_JOURNAL_TABLE.";
    }

    /// <summary>The journal did not say what was shown or done.</summary>
    /// <param name="Trouble">Why.</param>
    public sealed record JournalUnreadable(string Trouble) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"The journal could not be asked what was shown or done, so nothing was changed. Try it again. {Trouble}";
    }

    /// <summary>The mode makes no changes, approved or not.</summary>
    /// <param name="Mode">The mode.</param>
    public sealed record ModeForbids(Mode Mode) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"The mode is {PolicyParser.WordOf(Mode)} now, in which nothing is changed, approved or not. Set RESPONDER_MODE=ask.";
    }

    /// <summary>The time for approving is over.</summary>
    /// <param name="AskedAt">When people were asked.</param>
    /// <param name="Within">How long they had.</param>
    public sealed record Expired(DateTimeOffset AskedAt, TimeSpan Within) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => string.Create(
            CultureInfo.InvariantCulture, $"This was asked on {Time(AskedAt)}, and could be approved for {Within.TotalHours:0} hours. Nothing was changed. If it is still open, you get a new alert when it is seen again.");
    }

    /// <summary>It was approved before.</summary>
    /// <param name="Who">Who approved it.</param>
    /// <param name="At">When.</param>
    public sealed record ApprovedBefore(string Who, DateTimeOffset At) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"{Who} approved it on {Time(At)}; what was done then is listed here. Nothing more was done and nobody was alerted again.";
    }

    /// <summary>It was approved before, and what was done then was taken back.</summary>
    /// <param name="Who">Who had it taken back.</param>
    /// <param name="At">When.</param>
    /// <param name="Until">Until when it is kept open; null for ever.</param>
    public sealed record UndoneSince(string Who, DateTimeOffset At, DateTimeOffset? Until) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence =>
            $"It was approved and closed, and {Who} had that undone on {Time(At)} and keeps it open {(Until is { } until ? $"until {Time(until)}" : "for good")}. Nothing was changed. If it is still open after that, you get a new alert when it is seen again.";

        /// <inheritdoc/>
        public override bool IsOnPurpose => true;
    }

    /// <summary>The time is over already that it was to be kept open.</summary>
    /// <param name="Until">That time.</param>
    public sealed record UntilIsOver(DateTimeOffset Until) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"It was to be kept open until {Time(Until)}, which is over, so nothing was changed. Name a later time, or none.";
    }

    /// <summary>There is nothing that an undo could restore.</summary>
    /// <param name="Why">Why not, a sentence.</param>
    public sealed record NothingToUndo(string Why) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"{Why} So nothing was changed.";
    }

    /// <summary>What an answer changed was taken back.</summary>
    /// <param name="Who">Who asked for it.</param>
    /// <param name="Why">Why; null where they did not say.</param>
    /// <param name="Until">Until when it is kept open; null for ever.</param>
    /// <param name="Whole">False where a part could not be restored.</param>
    public sealed record Undone(string Who, string? Why, DateTimeOffset? Until, bool Whole) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence =>
            $"{Who} had the change undone{(Why is null ? "" : $" ({Why})")}{(Whole ? "" : ", but not all of it could be restored")}. It is kept open {(Until is { } until ? $"until {Time(until)}" : "for good")}.";

        /// <inheritdoc/>
        public override bool IsOnPurpose => true;
    }

    /// <summary>The undo could not be made.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record UndoFailed(AccountException Failure) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"The undo could not be made. {Failure.Message}";
    }

    /// <summary>Somebody has taken an earlier answer back, and keeps this open.</summary>
    /// <param name="RuleId">The rule.</param>
    /// <param name="Kept">What they decided.</param>
    public sealed record IsKeptOpen(string RuleId, KeptOpen Kept) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence =>
            $"{RuleId} is kept open {(Kept.Until is { } until ? $"until {Time(until)}" : "for good")} by {Kept.By}, who had the answer to {Kept.TriggerId} undone{(Kept.Why is null ? "" : $" ({Kept.Why})")}, so nothing was changed.";

        /// <inheritdoc/>
        public override bool IsOnPurpose => true;
    }

    /// <summary>The mode was remediate when the change began, and is dry-run now.</summary>
    public sealed record DryRunByNow : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => "The mode is dry-run now, so nothing more was changed.";
    }

    /// <summary>EC2 would make the change.</summary>
    public sealed record WouldBeMade : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => "Dry run: EC2 would make the change. Nothing was changed.";
    }

    /// <summary>EC2 would not make the change.</summary>
    public sealed record WouldBeRefused(AccountException Failure) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"Dry run: EC2 would refuse the change. {Failure.Message}";
    }

    /// <summary>EC2 did not make the change, or a part of it.</summary>
    public sealed record ChangeFailed(AccountException Failure, bool Partly) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"{(Partly ? "A part of the change" : "The change")} could not be made. {Failure.Message}";
    }

    /// <summary>A rule that was added meanwhile lets the world in.</summary>
    public sealed record OpenAgain(int Port, IngressRule Rule) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"TCP {Port} is open again: {Rule.Id} in {Rule.GroupId} was added meanwhile.";
    }

    /// <summary>Closed, but access that should have stayed is missing.</summary>
    public sealed record AccessLost(ImmutableArray<string> What) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"The port is closed, but other access that should have stayed is missing: {string.Join("; ", What)}.";
    }

    /// <summary>Some rules were left open on purpose.</summary>
    public sealed record SomeLeft(ImmutableArray<Reason> Refusals) : Reason
    {
        /// <inheritdoc/>
        public override bool IsOnPurpose => Refusals.All(reason => reason.IsOnPurpose);

        /// <inheritdoc/>
        public override string Sentence => $"Some rules were left open: {string.Join(" ", Refusals)}";
    }

    /// <summary>There was nothing left to close when the change was about to be made.</summary>
    /// <param name="By">Who closed it, or null where nobody knows.</param>
    /// <param name="First">What was found before that, or null.</param>
    public sealed record ClosedAlready(PriorClosing? By, Reason? First = null) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"{First?.Sentence ?? "The hole was already closed when this function came to close it."}{(By is { } by ? $" {by.Sentence}" : "")}";
    }

    /// <summary>The change was made, and the groups were read again to check it.</summary>
    public sealed record Made : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => "Access from the internet was removed, and the groups were read again to check it.";
    }

    /// <summary>EC2 confirmed the change, and its reads did not show all of it yet.</summary>
    public sealed record NotShownYet(ImmutableArray<string> GroupIds) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => $"EC2 confirmed the change, but did not show it yet when {string.Join(", ", GroupIds)} was read again.";
    }

    /// <summary>EC2 confirmed the change, and the groups could not be read again.</summary>
    public sealed record Unverified(AccountException Failure, bool Partly) : Reason
    {
        /// <inheritdoc/>
        public override string Sentence => Partly
            ? $"A part of the change could not be made, and the groups could not be read again to check it. {Failure.Message}"
            : $"EC2 confirmed the change, but the groups could not be read again to check it. {Failure.Message}";
    }

    private protected static string Ports(ImmutableArray<int> ports) => ports.Length <= MostPortsNamed
        ? $"TCP {string.Join(", ", ports)}"
        : string.Create(CultureInfo.InvariantCulture, $"TCP {string.Join(", ", ports.Take(MostPortsNamed - 1))} and {ports.Length - MostPortsNamed + 1:N0} other ports");

    private protected static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
