using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Findings;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>Decides what a finding asks for, does it if the policy says so, and says what came of it.</summary>
public static class Remediation
{
    private const int MostPortsNamed = 20;

    /// <summary>The outcome for this finding. What the account answers is told in it, and never thrown.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="account">The account, or null where there is no way into it.</param>
    /// <param name="view">The account as it was read.</param>
    /// <param name="exposures">The guarded ports that its rules leave open.</param>
    /// <param name="policy">What the operator wants done.</param>
    /// <param name="work">What was begun before, and where it is noted what is done now.</param>
    /// <param name="time">The clock by which it waits for others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LeaseLostException">Another attempt has taken the finding over.</exception>
    public static async Task<Outcome> AnswerAsync(
        Finding finding,
        IAccount? account,
        AccountView view,
        ImmutableArray<PortExposure> exposures,
        Policy policy,
        Casework work,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var ports = policy.PortsInScope(finding);
        var open = exposures.Where(exposure => ports.Contains(exposure.Port)).ToImmutableArray();
        var refused = Refused(finding, view, open, policy);
        var closable = open.Where(exposure => !refused.ContainsKey(exposure.Rule.GroupId)).ToImmutableArray();
        var left = WhyLeft(finding, account, view, open, closable, refused, policy);

        var begun = await Unfinished.LookAsync(finding, account, view, work, time, cancellationToken);
        if (policy.Mode is Mode.DryRun && begun.IsMade)
            left ??= Outcome.Of(Verdict.LeftOpen, "The mode is dry-run by now, so no more was changed.");

        // Without a way into the account something is left, and nothing that was begun can be seen: then no call is made.
        var settling = new PunctualAccount(account!, work.Attempt.SettleBy, time);
        var tightener = new Tightener(
            new PunctualAccount(account!, work.Attempt.ChangeBy, time), view.PrefixLists, view.Trusted ?? [], policy.GuardedPorts, finding.Id, time)
        {
            GroupsByInterface = view.GroupsByInterface,
            Settling = settling,
            Note = work.NoteAsync,
        };
        switch (left, begun.IsMade)
        {
            case (null, false) when policy.Mode is Mode.DryRun:
                return Rehearsed(await tightener.RehearseAsync(closable, begun.Groups, cancellationToken), refused, Notes(closable, begun.Groups));
            case ({ Verdict: Verdict.NotOpen }, false):
                return begun.Blind(await Credit.GiveAsync(left, finding, begun.Groups, settling, work, cancellationToken), finding.Region);
            case ({ Verdict: not Verdict.NotOpen }, true):
                return begun.Settled(left, await tightener.SettleAsync(begun.Groups, begun.Changes, left.Reason, cancellationToken), finding.Region);
            case ({ } nothing, false):
                return begun.Blind(nothing, finding.Region);
        }

        var result = await tightener.TightenAsync(closable, begun.Groups, begun.Changes, cancellationToken);
        var outcome = Tightened(finding, result, refused, [.. begun.Notes, .. Notes(closable, begun.Groups)]);
        if (outcome.Verdict is Verdict.Tightened && !outcome.Changes.Any(change => change.Status is ChangeStatus.Done))
            outcome = await Credit.GiveAsync(outcome, finding, begun.Groups, settling, work, cancellationToken);
        return begun.WithUnseen(outcome, finding.Region);
    }

    private static Dictionary<string, string> Refused(Finding finding, AccountView view, ImmutableArray<PortExposure> open, Policy policy)
    {
        ImmutableArray<SecurityGroup> groups = view.Groups ?? [];
        return groups
            .Where(group => open.Any(exposure => exposure.Rule.GroupId == group.Id))
            .Select(group => (group.Id, Reason: Refusals.OfGroup(group, finding, view, policy)))
            .Where(entry => entry.Reason is not null)
            .ToDictionary(entry => entry.Id, entry => entry.Reason!);
    }

    /// <summary>Why nothing is to be changed, or null.</summary>
    private static Outcome? WhyLeft(
        Finding finding,
        IAccount? account,
        AccountView view,
        ImmutableArray<PortExposure> open,
        ImmutableArray<PortExposure> closable,
        Dictionary<string, string> refused,
        Policy policy)
    {
        if (finding.Sample)
            return Outcome.Of(Verdict.NotApplicable, "This is a sample finding, so nothing was changed.");
        if (finding.Kind.WhyNotApplicable(finding) is { } why)
            return Outcome.Of(Verdict.NotApplicable, why);
        var ports = policy.PortsInScope(finding);
        if (ports.IsEmpty)
            return Outcome.Of(Verdict.NotApplicable, NotGuarded(finding, policy));
        if (account is null || view.Groups is not { } groups)
            return Outcome.Of(Verdict.Failed, $"The account could not be read, so nothing was changed. {view.Failures[0].Message}");
        if (open.IsEmpty)
            return NotOpen(finding, view, groups, ports);
        if (Refusals.OfFinding(finding, view) is { } refusal)
            return Outcome.Of(Verdict.LeftOpen, refusal);
        if (policy.Mode is Mode.Notify)
            return Outcome.Of(Verdict.LeftOpen, "The mode is notify, so nothing was changed.");
        if (view.Trusted is null)
            return Outcome.Of(Verdict.Failed, $"Who must keep access could not be read, so nothing was changed. {view.Failures.FirstOrDefault()?.Message}".TrimEnd());
        return closable.IsEmpty ? Outcome.Of(Verdict.LeftOpen, $"Nothing was changed: {string.Join(" ", refused.Values)}") : null;
    }

    private static string NotGuarded(Finding finding, Policy policy) => finding.ProbedPorts is { IsEmpty: false } probed
        ? $"{Ports(probed)} was tried; the guarded ports are {string.Join(", ", policy.GuardedPorts)}."
        : "The finding names no port, so there is none to close.";

    private static Outcome NotOpen(Finding finding, AccountView view, ImmutableArray<SecurityGroup> groups, ImmutableArray<int> ports)
    {
        // A rule or a list that could not be read may be what lets the world in.
        if (view.Failures.FirstOrDefault(failure => failure.Action.Contains("SecurityGroup", StringComparison.Ordinal)
            || failure.Action.Contains("PrefixList", StringComparison.Ordinal)
            || failure.Action.Contains("NetworkInterfaces", StringComparison.Ordinal)) is { } failure)
        {
            return Outcome.Of(Verdict.Failed, $"Whether {Ports(ports)} is open could not be found out. {failure.Message}");
        }

        return Outcome.Of(Verdict.NotOpen, groups.IsEmpty
            ? $"Neither {finding.Instance?.Id ?? "the instance"} nor its security groups exist any more."
            : $"No rule of {string.Join(", ", groups.Select(group => group.Id))} lets the world reach {Ports(ports)}.");
    }

    private static Outcome Rehearsed(TighteningResult result, Dictionary<string, string> refused, IEnumerable<string> notes)
    {
        var (verdict, reason) = result.Failures.FirstOrDefault() is { } failure
            ? (Verdict.Failed, $"Dry run: EC2 would not make the change. {failure.Message}")
            : (Verdict.WouldTighten, "Dry run: EC2 would make the change; nothing was changed.");
        return new(verdict, reason, result.Changes, [], [.. refused.Values.Select(text => $"Would be left open: {text}"), .. notes]);
    }

    private static Outcome Tightened(Finding finding, TighteningResult result, Dictionary<string, string> refused, IEnumerable<string> notes)
    {
        var made = result.Changes.Any(change => change.Status is ChangeStatus.Done);
        var (verdict, reason) = (result, refused.Count) switch
        {
            ({ Failures: [var failure, ..] }, _) when !result.Changes.Any(Closes) => (Verdict.Failed, $"The change could not be made. {failure.Message}"),
            ({ Failures: [var failure, ..] }, _) => (Verdict.PartlyTightened, $"A part of the change could not be made. {failure.Message}"),
            ({ StillOpen: [var open, ..] }, _) => (Verdict.PartlyTightened, $"{Ports([open.Port])} is open again: {open.Rule.Id} in {open.Rule.GroupId} was added meanwhile."),
            ({ Lost.IsEmpty: false }, _) => (Verdict.PartlyTightened, $"The port is closed, but other access that should have stayed is missing: {string.Join("; ", result.Lost)}."),
            ({ Unverified: { } unread }, _) when result.Changes.Any(change => change.Status is ChangeStatus.Failed) =>
                (Verdict.PartlyTightened, $"A part of the change could not be made, and the groups could not be read again to check it. {unread.Message}"),
            (_, > 0) => (Verdict.PartlyTightened, $"Some rules were left open: {string.Join(" ", refused.Values)}"),
            _ when !made => (Verdict.Tightened, "The hole was closed already when this function came to close it."),
            _ => (Verdict.Tightened, "The world's access was removed, and the groups were read again to check it."),
        };
        if (result.Unverified is { } unseen && verdict is Verdict.Tightened)
            reason = $"EC2 confirmed the change, but the groups could not be read again to check it. {unseen.Message}";
        return new(
            verdict,
            reason,
            result.Changes,
            UndoCommands.For(finding.Region, result.Changes, result.RevokedFirst),
            [.. result.Notes, .. notes, .. result.RevokedFirst.Select(QuotaNote)]);
    }

    private static bool Closes(RuleChange change) => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done or ChangeStatus.Already };

    private static IEnumerable<string> Notes(ImmutableArray<PortExposure> closable, ImmutableArray<SecurityGroup> groups)
    {
        foreach (var group in groups.Where(group => closable.Any(exposure => exposure.Rule.GroupId == group.Id)))
        {
            var rules = closable.Where(exposure => exposure.Rule.GroupId == group.Id).ToList();
            foreach (var rule in rules.Select(exposure => exposure.Rule).Where(rule => rule.Traffic is Traffic.All).Distinct())
                yield return $"{rule.Id} admitted all traffic from {rule.Source}: IP protocols other than TCP, UDP and ICMP (such as GRE or ESP) cannot be kept.";
            if (rules.SelectMany(exposure => exposure.World).Any(block => block.PrefixLength == 0 && groups.Any(other => other.AllowsAllEgress.Contains(block.Family))))
                yield return $"Sessions that {group.Id} let in from anywhere are not tracked: they end when the rule goes, an administrator's too, unless another rule admits them.";
            if (group.Tags.TryGetValue("aws:cloudformation:stack-name", out var stack))
                yield return $"{group.Id} belongs to the CloudFormation stack {stack}: its next deployment may bring the rule back. Change the template too.";
            if (group.IsDefault)
                yield return $"{group.Id} is the default group of its VPC: whatever is launched there without naming a group uses it.";
        }
    }

    private static string QuotaNote(string groupId) =>
        $"{groupId} has no room for more rules, so the old rules went before the new ones came; the undo does the same.";

    private static string Ports(ImmutableArray<int> ports) => ports.Length <= MostPortsNamed
        ? $"TCP {string.Join(", ", ports)}"
        : string.Create(CultureInfo.InvariantCulture, $"TCP {string.Join(", ", ports.Take(MostPortsNamed - 1))} and {ports.Length - MostPortsNamed + 1:N0} other ports");
}
