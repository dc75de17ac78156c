using ScanResponder.Tightening;

namespace ScanResponder.Alerts;

/// <summary>The few words that every rendering of an alert is made of: what it is about, and what came of it.</summary>
internal sealed class AlertSummary
{
    /// <summary>The most characters of a name in a sentence.</summary>
    public const int UsualName = 32;

    private const int PortsNamed = 3;

    private readonly Alert _alert;

    private AlertSummary(Alert alert)
    {
        _alert = alert;
        Case = CaseOf(alert);
        Ports = PortsOf(alert);
        var names = PortNames.Of(Ports, alert.Trigger.Probes).Distinct().ToList();
        Several = names.Count > 1;
        Service = names.Count switch
        {
            0 => "A port",
            <= PortsNamed => TextFormat.List(names),
            _ => TextFormat.List([.. names.Take(PortsNamed - 1), $"{names.Count - PortsNamed + 1} other ports"]),
        };
        InstanceId = TextFormat.Trimmed(alert.Instance?.Id);
        SubjectId = InstanceId ?? TextFormat.Trimmed(alert.Group?.Id) ?? TextFormat.Trimmed(alert.Trigger.Subject.GroupIds.FirstOrDefault());
        SubjectName = TextFormat.Trimmed(alert.Instance is { } instance ? instance.Name : alert.Group?.Name);
    }

    /// <summary>The summary of this alert.</summary>
    public static AlertSummary Of(Alert alert) => new(alert);

    /// <summary>What it means for the person who reads it.</summary>
    public AlertCase Case { get; }

    /// <summary>The ports it is about: those found open, else those in scope, else those probed.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>The services on those ports: <c>SSH</c>, <c>SSH and RDP</c>.</summary>
    public string Service { get; }

    /// <summary>True where it is about more than one service.</summary>
    public bool Several { get; }

    /// <summary>The instance's id, or null.</summary>
    public string? InstanceId { get; }

    /// <summary>The id of what it is about: the instance, or else a security group; null where there is neither.</summary>
    public string? SubjectId { get; }

    /// <summary>The name of the instance or the group, on one line, or null.</summary>
    public string? SubjectName { get; }

    /// <summary>The finding type, on one line.</summary>
    public string Type => TextFormat.Trimmed(_alert.Trigger.Type) ?? "an unnamed finding";

    /// <summary>The first word that people see, such as <c>closed</c>.</summary>
    public string Word => Case switch
    {
        AlertCase.Drill => "DRILL",
        AlertCase.PossibleCompromise => "possible compromise",
        AlertCase.Closed => "closed",
        AlertCase.OthersOpen => "still open",
        AlertCase.Inside => "attack from inside",
        AlertCase.DryRun or AlertCase.Open when IsNoteTo is not null => "also tried",
        AlertCase.PartlyClosed => "partly closed",
        AlertCase.DryRun => "dry run",
        AlertCase.Open => "open",
        AlertCase.NotOpen => "not open",
        AlertCase.NotGuarded => "not guarded",
        AlertCase.Other => "look",
        _ => "FAILED",
    };

    /// <summary>What happened, about an instance of this name, without a full stop: <c>SSH to web-1 was open to the internet</c>.</summary>
    public string What(string name) => Case switch
    {
        _ when IsNotUndone && !FoundOpen => MayBeUndone ? $"{Service} to {name} may be open to the internet again" : $"{Service} to {name} {Was} not opened to the internet again",
        AlertCase.Drill => $"Sample finding, nothing happened ({Type})",
        AlertCase.PossibleCompromise => $"{name} {_alert.Trigger.SubjectDoes}",
        AlertCase.OthersOpen => $"{Service} to {name} {Is} closed now, but {Others} {AreOthers} still open to the internet",
        AlertCase.Inside => $"{Service} on {name} {Is} attacked from inside, by {_alert.Insiders[0].Address}",
        AlertCase.PartlyClosed when StillOpen => $"{Service} to {name} {Is} still open to the internet",
        AlertCase.Closed or AlertCase.PartlyClosed => $"{Service} to {name} {Was} open to the internet",
        AlertCase.Open when IsUndone => $"{Service} to {name} {Is} open to the internet again",
        AlertCase.DryRun or AlertCase.Open => $"{Service} to {name} {Is} open to the internet",
        AlertCase.NotOpen => _alert.AdmittedBy.FirstOrDefault(admitted => _alert.PortsInScope.Contains(admitted.Port)) is { } admitted
            ? $"{_alert.Trigger.Happened(Service, Several, name)} by {admitted.RemoteIp}, which a rule lets in"
            : $"{_alert.Trigger.Happened(Service, Several, name)}, but no rule lets the internet in",
        AlertCase.NotGuarded => _alert.Trigger.Happened(Service, Several, name),
        AlertCase.Other => $"{Type} in account {TextFormat.Trimmed(_alert.Trigger.AccountId)}",
        _ => !FoundOpen ? $"{Service} to {name} may be open to the internet" : $"{Service} to {name} {Is} open to the internet",
    };

    /// <summary>What came of it, as a sentence; empty where <see cref="What"/> says it all.</summary>
    public string Then => Case switch
    {
        _ when IsNotUndone => _alert.Outcome.Verdict is Verdict.Failed ? "The undo could not be made." : "There was nothing to undo.",
        AlertCase.Drill => "There is nothing to do.",
        AlertCase.PossibleCompromise => "It may be compromised.",
        AlertCase.Closed => $"{It} {Is} closed now.",
        AlertCase.OthersOpen when _alert.Trigger.TellsOfOpening => $"{(SeveralOthers ? "They are" : "It is")} not guarded.",
        AlertCase.OthersOpen => $"{(SeveralOthers ? "They were" : "It was")} probed too.",
        AlertCase.Inside => "That host may be compromised.",
        AlertCase.PartlyClosed when _alert.Outcome.Why.IsOnPurpose => "A part is closed, and the rest stays open on purpose.",
        AlertCase.PartlyClosed => "The fix is not complete.",
        AlertCase.DryRun => "Dry run: nothing was changed.",
        AlertCase.Open when IsUndone => "Somebody had the change undone.",
        AlertCase.Open when _alert.Outcome.Planned.Length > 0 => "It is closed when you approve it.",
        AlertCase.Open => "Nothing was changed.",
        AlertCase.NotOpen => _alert.OtherProbedOpen.Any() ? $"{Others}, {(_alert.Trigger.TellsOfOpening ? "not guarded" : "probed too")}, {AreOthers} open to the internet." : "",
        AlertCase.NotGuarded when _alert.OtherProbedOpen.Any() =>
            $"{(Others == Service ? It : Others)} {AreOthers} open to the internet and not guarded, so nothing was changed.",
        AlertCase.NotGuarded => "Not guarded, so nothing was changed.",
        AlertCase.Other => "It is not about a security-group rule, so nothing was changed.",
        _ => !FoundOpen ? "It could not be checked." : $"{It} could not be closed.",
    };

    /// <summary>
    /// What stands for the instance or the group in a sentence: its name, or its id where it has none. Where the name holds more than names are made of it is in quotes, and
    /// the id stands beside it, so that it can't pass for the sentence.
    /// </summary>
    /// <param name="most">The most characters of the name.</param>
    public string NameOf(int most) => SubjectName switch
    {
        null => SubjectId ?? "an instance",

        // The name alone would pass for that of a machine.
        var group when InstanceId is null => $"{SubjectId} ({TextFormat.Quoted(TextFormat.Truncate(group, most))})",
        var name when TextFormat.Quoted(name) is var quoted && quoted == name => TextFormat.Truncate(name, most),
        var name => TextFormat.Quoted(TextFormat.Truncate(name, most)) + $" ({InstanceId})",
    };

    /// <summary>The account's id and, where it has one, its name: <c>123456789012 (shop-production)</c>.</summary>
    internal static string AccountOf(Alert alert) => TextFormat.Trimmed(alert.View.AccountName) is { } name
        ? $"{alert.Trigger.AccountId} ({TextFormat.Quoted(TextFormat.Truncate(name, UsualName))})"
        : alert.Trigger.AccountId;

    /// <summary>Whether to get up for it: the second line of the e-mail.</summary>
    /// <param name="name">What stands for the instance.</param>
    public string GetUp(string name) => !_alert.IsUrgent
        ? IsNoteTo is { } told ? $"Get up? No: people were told of this hole on {TimeFormat.Of(told)}. This is one more finding about it." : "Get up? No."
        : "Get up? Yes: " + Case switch
        {
            _ when _alert.LoginsOfStrangers.Any() => "find out who logged in.",
            AlertCase.PossibleCompromise => $"isolate {name}.",
            _ when !_alert.Insiders.IsEmpty => $"look at {_alert.Insiders[0].Address}, which attacks {name}.",
            AlertCase.Failed when !FoundOpen => "find out whether it is open.",
            AlertCase.Open when !_alert.Approve.IsEmpty => "approve that it is closed, unless it is meant to be open.",
            AlertCase.DryRun or AlertCase.Open or AlertCase.PartlyClosed or AlertCase.Failed => _alert.Outcome.Close.IsEmpty
                ? $"see below how to close {Left}."
                : $"close {Left} with the lines below, unless it is meant to be open.",
            _ => $"{GuardedToo} open to the internet too.",
        };

    /// <summary>How many addresses the finding names.</summary>
    public int Scanners => _alert.Trigger.Probes.Select(probe => probe.RemoteIp).OfType<string>().Distinct().Count();

    /// <summary><c>3 minutes after launch</c>: when it was first seen, or null where that says nothing.</summary>
    public string? FirstSeenSinceLaunch => TimeFormat.SinceLaunch(_alert.Trigger.FirstSeen, _alert.Instance?.LaunchTime);

    private bool IsUndone => _alert.Outcome.Why is Reason.Undone;

    // Somebody wanted an answer undone, and it was not.
    private bool IsNotUndone => _alert.Outcome.Why is Reason.UndoFailed or Reason.NothingToUndo;

    private bool MayBeUndone => _alert.Outcome.Changes.Any(change => change.IsUnknown);

    /// <summary>True where an undo failed, and all that people know of what is open is as it was.</summary>
    internal bool IsAsBefore => IsNotUndone && !FoundOpen && !MayBeUndone;

    private bool FoundOpen => _alert.Exposures.Any(exposure => _alert.PortsInScope.Contains(exposure.Port));

    /// <summary>When people were told of the same hole, where that makes this alert a note; else null.</summary>
    internal DateTimeOffset? IsNoteTo => _alert.IsUrgent ? null : _alert.ToldAt;

    private bool StillOpen => _alert.StillOpen.Any();

    private string Left => Case is AlertCase.PartlyClosed ? "the rest" : "it";

    private string GuardedToo => PortNames.Of(_alert.OtherGuardedOpen.Select(exposure => exposure.Port).Distinct().Take(PortsNamed), _alert.Trigger.Probes).Distinct().ToList() is var names
        ? $"{TextFormat.List(names)} {(names.Count > 1 ? "are" : "is")}"
        : "";

    private List<string> OtherNames => [.. PortNames.Of(_alert.OtherProbedOpen.Select(exposure => exposure.Port).Distinct(), _alert.Trigger.Probes).Distinct()];

    private bool SeveralOthers => OtherNames.Count > 1;

    private string Others => OtherNames is { Count: <= PortsNamed } few ? TextFormat.List(few) : TextFormat.List([.. OtherNames.Take(PortsNamed - 1), $"{OtherNames.Count - PortsNamed + 1} other ports"]);

    private string AreOthers => SeveralOthers ? "are" : "is";

    private string Is => Several ? "are" : "is";

    private string Was => Several ? "were" : "was";

    private string It => Several ? "They" : "It";

    private AlertCase CaseOf(Alert alert) => alert.Outcome.Verdict switch
    {
        _ when alert.Trigger.Sample => AlertCase.Drill,
        Verdict.Tightened => alert.OtherProbedOpen.Any() ? AlertCase.OthersOpen : AlertCase.Closed,
        Verdict.PartlyTightened => AlertCase.PartlyClosed,
        Verdict.WouldTighten => AlertCase.DryRun,
        Verdict.LeftOpen => AlertCase.Open,
        Verdict.NotOpen => alert.Insiders.IsEmpty ? AlertCase.NotOpen : AlertCase.Inside,
        Verdict.NotApplicable when alert.Outcome.Why is Reason.NothingToUndo => alert.View.Groups is null ? AlertCase.Other : FoundOpen ? AlertCase.Open : AlertCase.NotOpen,
        Verdict.NotApplicable when alert.Outcome.Why is Reason.InstanceGone or Reason.GroupGone => AlertCase.NotOpen,
        Verdict.NotApplicable when alert.Instance is not null && alert.Trigger.SubjectDoes is not null => AlertCase.PossibleCompromise,
        Verdict.NotApplicable when (alert.Instance is not null || alert.Trigger.TellsOfOpening) && !alert.Trigger.ProbedPorts.IsEmpty => alert.Insiders.IsEmpty ? AlertCase.NotGuarded : AlertCase.Inside,
        Verdict.NotApplicable => AlertCase.Other,
        Verdict.Failed => AlertCase.Failed,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IReadOnlyList<int> PortsOf(Alert alert)
    {
        if (alert.Outcome.Why is Reason.NotGuarded)
            return alert.Trigger.ProbedPorts;
        var open = alert.Exposures.Select(exposure => exposure.Port).Where(alert.PortsInScope.Contains).Distinct().Order().ToList();
        if (alert.Outcome.Verdict is Verdict.PartlyTightened && alert.StillOpen.Order().ToList() is { Count: > 0 } still)
            return still;
        return open.Count > 0 ? open : alert.PortsInScope.IsEmpty ? alert.Trigger.ProbedPorts : alert.PortsInScope;
    }
}
