using System.Collections.Frozen;
using System.Globalization;
using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Alerts;

/// <summary>Shortens every text of an alert that nobody bounds: names, titles, reasons, notes, errors. Commands are left as they are.</summary>
internal sealed class Truncation(int most)
{
    /// <summary>Characters that no honest text needs more of.</summary>
    internal const int Usual = 2_000;

    /// <summary>
    /// Characters of an id, which people search for: far more than those of AWS have, and still enough for them where every other text must be
    /// shortened to a few words.
    /// </summary>
    internal int MostOfId { get; } = Math.Clamp(most, 64, 128);

    /// <summary>How many texts were shortened so far.</summary>
    internal int Shortened { get; private set; }

    /// <summary>The alert with no text longer than allowed; what was shortened says so at its end.</summary>
    internal Alert Apply(Alert alert) => alert with
    {
        Trigger = Apply(alert.Trigger),
        View = Apply(alert.View with { Instance = alert.Instance }),
        Reaches = alert.Reaches.ToFrozenDictionary(reach => reach.Key, reach => reach.Value with { Because = Text(reach.Value.Because) }),
        Evidence = new([.. alert.Evidence.Found.Select(found => found with { Notes = [.. found.Notes.Select(note => Text(note))] })]),
        Outcome = alert.Outcome with
        {
            Reason = Text(alert.Outcome.Reason),
            Changes = [.. alert.Outcome.Changes.Select(Apply)],
            Notes = [.. alert.Outcome.Notes.Select(note => Text(note))],
        },
    };

    private Trigger Apply(Trigger trigger) => trigger with
    {
        Id = Id(trigger.Id),
        Type = Id(trigger.Type),
        AccountId = Id(trigger.AccountId),
        Region = Id(trigger.Region),
        Title = Text(trigger.Title),
        Description = Text(trigger.Description),
        Probes = [.. trigger.Probes.Select(Apply)],
    };

    private Probe Apply(Probe probe) => probe with
    {
        PortName = Id(probe.PortName),
        RemoteIp = Id(probe.RemoteIp),
        Country = Id(probe.Country),
        Organization = Text(probe.Organization),
        ThreatList = Text(probe.ThreatList),
    };

    private AccountView Apply(AccountView view) => view with
    {
        Instance = Apply(view.Instance),
        Notes = [.. view.Notes.Select(note => Text(note))],
        Failures = [.. view.Failures.Select(failure => new AccountException(failure.Kind, failure.Action, failure.Resource, Text(failure.Message)))],
    };

    private Instance? Apply(Instance? instance) => instance is null ? null : new(
        Id(instance.Id),
        Text(instance.Name),
        Id(instance.State),
        Id(instance.Type),
        Id(instance.ImageId),
        instance.LaunchTime,
        Id(instance.PublicIp),
        Id(instance.PrivateIp),
        Id(instance.VpcId),
        Id(instance.SubnetId),
        instance.Tags);

    private RuleChange Apply(RuleChange change) => change with
    {
        Rule = change.Rule with { Description = Text(change.Rule.Description) },
        Error = Text(change.Error),
    };

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private string? Id(string? text) => Shorten(text, MostOfId);

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private string? Text(string? text) => Shorten(text, most);

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private string? Shorten(string? text, int length)
    {
        if (text is null || text.Length <= length)
            return text;
        Shortened++;
        var kept = TextFormat.Truncate(text, length);
        return string.Create(CultureInfo.InvariantCulture, $"{kept} ({text.Length - (kept.Length - 3):N0} characters cut)");
    }
}
