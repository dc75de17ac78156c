using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts.Page;

/// <summary>A moment of the incident.</summary>
/// <param name="At">When it was; to the second.</param>
/// <param name="What">What happened, in a few words.</param>
/// <param name="Tone">The class of its colour.</param>
internal sealed record Moment(DateTimeOffset At, string What, string Tone)
{
    /// <summary>All moments whose time is known, the earliest first.</summary>
    internal static ImmutableArray<Moment> Of(Alert alert, string name)
    {
        var moments = new List<Moment>();
        void Add(DateTimeOffset? at, string what, string tone)
        {
            if (at is { } time)
                moments.Add(new(time, what, tone));
        }

        var trigger = alert.Trigger;
        Add(alert.Instance?.LaunchTime, $"{name} was started", "calm");
        if (OpeningSentences.Of(alert) is { } opened)
            Add(alert.Opening!.Call.At ?? alert.Opening.Since, opened, "bad");
        var tried = trigger.SubjectDoes is null ? "first tried it" : $"first saw that {name} {trigger.SubjectDoes}";
        Add(trigger.FirstSeen, trigger.SubjectDoes is null ? $"Somebody {tried}, as {trigger.Reporter} saw" : $"{trigger.Reporter} {tried}", "bad");
        foreach (var login in alert.LoginsOfStrangers.Take(3))
            Add(login.First ?? login.Last, $"sshd accepted a login as {TextFormat.Quoted(login.User)} from {login.Source}", "bad");
        if (trigger.LastSeen > trigger.FirstSeen)
            Add(trigger.LastSeen, $"It was last seen{(trigger.Count > 1 ? $", {TextFormat.Count(trigger.Count, "time")} so far" : "")}", "bad");
        Add(alert.ClosedAt, "The port was closed", "good");
        var changed = alert.Outcome.Changes.Any(change => change.Status is ChangeStatus.Done);
        Add(alert.Time, changed ? "This alert was written" : "This alert was written; nothing was changed", alert.IsClosedNow ? "good" : "warn");
        return [.. moments.OrderBy(moment => moment.At)];
    }
}
