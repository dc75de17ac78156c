using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts.Document;

/// <summary>
/// The alert for programs. Its field names and words are a contract: fields may be added, none is renamed or left out, and no list is null.
/// Its schema is <c>docs/alert.schema.json</c>. Text that users wrote stands in it as they wrote it.
/// </summary>
/// <param name="Schema">Always <see cref="SchemaName"/>.</param>
/// <param name="Outcome">What came of the finding: a word of <see cref="WordOf(Verdict)"/>.</param>
/// <param name="Urgent">True where somebody must act now.</param>
/// <param name="Case">What it means for whoever reads it: a word of <see cref="WordOf(AlertCase)"/>.</param>
/// <param name="Mode">How far the responder may go: <c>notify</c>, <c>dry-run</c> or <c>remediate</c>.</param>
/// <param name="DedupKey">The same for every alert about one incident, for tools that keep one ticket for each.</param>
/// <param name="ToldAt">When people were told of the same hole by the alert about another finding, UTC; null where this alert is the first.</param>
/// <param name="Reason">One sentence: why this outcome.</param>
/// <param name="Warnings">What comes before everything else: logins of strangers, hosts that attack from inside; a sentence each.</param>
/// <param name="Time">When the alert was made, UTC.</param>
/// <param name="OpenedAt">Since when the port has been open, UTC; null where that is not known.</param>
/// <param name="ClosedAt">When it was closed by this answer, UTC; null where it was not.</param>
/// <param name="OpenFor">For how many seconds it was open; null where either is not known.</param>
/// <param name="Trigger">Why the responder looked, and who opened the port.</param>
/// <param name="Finding">What GuardDuty saw.</param>
/// <param name="Probes">Who tried which port.</param>
/// <param name="Instance">The instance; null where the finding is about none.</param>
/// <param name="Groups">The security groups that were looked at.</param>
/// <param name="Exposures">The rules that let the world reach a guarded or probed port, as they were before any change.</param>
/// <param name="AdmittedBy">Which rule lets in each address that the finding names, the world's or not.</param>
/// <param name="Changes">The rules that were, or were to be, added and removed.</param>
/// <param name="Sharing">Who else uses each group that would be or was changed, or that stays open.</param>
/// <param name="Close">
/// Where something that could be closed is left open: command lines for a POSIX shell that, run in order, make exactly the change that is planned.
/// </param>
/// <param name="Reopen">Those that take <paramref name="Close"/> back.</param>
/// <param name="Undo">Command lines for a POSIX shell that, run in order, bring the rules back as they were.</param>
/// <param name="Approve">Where somebody may approve the change that is shown: command lines, each of which does.</param>
/// <param name="CloseAlone">
/// Where a group serves too many others to be edited: command lines that give the instance a copy of it without the hole.
/// </param>
/// <param name="ReopenAlone">Those that take <paramref name="CloseAlone"/> back.</param>
/// <param name="CutOff">Where a stranger has logged in: command lines that deny the address in the network ACL, which ends its sessions at once.</param>
/// <param name="Isolate">Where a stranger has logged in or the instance attacks: command lines that cut it off from everybody, tracked sessions too.</param>
/// <param name="Release">Those that take <paramref name="CutOff"/> and <paramref name="Isolate"/> back.</param>
/// <param name="Page">Where the alert is as a page, in the console of S3; null where pages are kept nowhere, or this one could not be.</param>
/// <param name="Evidence">What logs say about the finding.</param>
/// <param name="Notes">What people should know beside that, a sentence each.</param>
public sealed record AlertDocument(
    string Schema,
    string Outcome,
    bool Urgent,
    string Case,
    string Mode,
    string DedupKey,
    DateTime? ToldAt,
    string Reason,
    ImmutableArray<string> Warnings,
    DateTime Time,
    DateTime? OpenedAt,
    DateTime? ClosedAt,
    long? OpenFor,
    TriggerEntry Trigger,
    FindingEntry Finding,
    ImmutableArray<ProbeEntry> Probes,
    InstanceEntry? Instance,
    ImmutableArray<GroupEntry> Groups,
    ImmutableArray<ExposureEntry> Exposures,
    ImmutableArray<AdmittedByEntry> AdmittedBy,
    ImmutableArray<ChangeEntry> Changes,
    ImmutableArray<SharingEntry> Sharing,
    ImmutableArray<string> Close,
    ImmutableArray<string> Reopen,
    ImmutableArray<string> Undo,
    ImmutableArray<string> Approve,
    ImmutableArray<string> CloseAlone,
    ImmutableArray<string> ReopenAlone,
    ImmutableArray<string> CutOff,
    ImmutableArray<string> Isolate,
    ImmutableArray<string> Release,
    string? Page,
    EvidenceEntry Evidence,
    ImmutableArray<string> Notes)
{
    /// <summary>The name of this format.</summary>
    public const string SchemaName = "scan-responder/alert/1";

    /// <summary>The whole alert. Nothing is cut, however long it gets.</summary>
    public static AlertDocument Of(Alert alert) => Of(alert, alert.Isolation, alert.OwnGroup);

    private static AlertDocument Of(Alert alert, IsolationCommands isolation, OwnGroupCommands ownGroup) => new(
        SchemaName,
        WordOf(alert.Outcome.Verdict),
        alert.IsUrgent,
        WordOf(AlertSummary.Of(alert).Case),
        PolicyParser.WordOf(alert.Mode),
        $"{alert.Trigger.Key.Source}/{alert.Trigger.AccountId}/{alert.Trigger.Region}/{alert.Trigger.Id}",
        alert.ToldAt?.UtcDateTime,
        alert.Outcome.Reason,
        Warning.Of(alert),
        alert.Time.UtcDateTime,
        alert.OpenedAt?.UtcDateTime,
        alert.ClosedAt?.UtcDateTime,
        (long?)alert.OpenFor?.TotalSeconds,
        TriggerEntry.Of(alert),
        FindingEntry.Of(alert.Trigger),
        [.. alert.Trigger.Probes.Select(ProbeEntry.Of)],
        alert.Instance is { } instance ? InstanceEntry.Of(instance, alert.Trigger.Scope) : null,
        [.. (alert.View.Groups ?? []).Select(group => GroupEntry.Of(group, alert.Trigger.Scope))],
        [.. alert.Exposures.Select(exposure => ExposureEntry.Of(exposure, alert))],
        [.. alert.AdmittedBy.Select(AdmittedByEntry.Of)],
        [.. alert.Outcome.Changes.Select(ChangeEntry.Of)],
        [.. alert.Sharing.Select(SharingEntry.Of)],
        alert.Outcome.Close,
        alert.Outcome.Reopen,
        alert.Outcome.Undo,
        alert.Approve,
        ownGroup.Close,
        ownGroup.Reopen,
        isolation.CutOff,
        isolation.Isolate,
        isolation.Release,
        alert.PageUrl,
        EvidenceEntry.Of(alert),
        [.. alert.Notes]);

    /// <summary>The alert in at most so many bytes of JSON. What does not fit is left out, and a note says how much that is.</summary>
    public static AlertDocument Within(Alert alert, int mostBytes) => DocumentBudget.Of(alert, mostBytes);

    /// <summary>The document's word for what an alert means, such as <c>not-guarded</c>.</summary>
    internal static string WordOf(AlertCase @case) => @case switch
    {
        AlertCase.Drill => "drill",
        AlertCase.PossibleCompromise => "compromise",
        AlertCase.Closed => "closed",
        AlertCase.OthersOpen => "others-open",
        AlertCase.Inside => "inside",
        AlertCase.PartlyClosed => "partly-closed",
        AlertCase.DryRun => "dry-run",
        AlertCase.Open => "open",
        AlertCase.NotOpen => "not-open",
        AlertCase.NotGuarded => "not-guarded",
        AlertCase.Other => "other",
        _ => "failed",
    };

    /// <summary>The document's word for a verdict, such as <c>partly-tightened</c>.</summary>
    public static string WordOf(Verdict verdict) => verdict switch
    {
        Verdict.Tightened => "tightened",
        Verdict.PartlyTightened => "partly-tightened",
        Verdict.WouldTighten => "would-tighten",
        Verdict.LeftOpen => "left-open",
        Verdict.NotOpen => "not-open",
        Verdict.NotApplicable => "not-applicable",
        Verdict.Failed => "failed",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
