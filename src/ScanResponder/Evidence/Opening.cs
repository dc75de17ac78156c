using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Triggers;

namespace ScanResponder.Evidence;

/// <summary>Who opened a port, as far as the event history tells.</summary>
/// <param name="Call">The call that made the rule what it is; where none is known, the one that gave the group to the instance.</param>
/// <param name="Exposure">The rule; null where only the giving of the group is known.</param>
/// <param name="Given">The later call that gave the group to the instance, whose rule was there before; null where there is none, or it is <paramref name="Call"/>.</param>
public sealed record Opening(RecordedCall Call, PortExposure? Exposure, RecordedCall? Given)
{
    /// <summary>Since when the port has been open; null where that is not recorded.</summary>
    public DateTimeOffset? Since => Given?.At ?? Call.At;

    /// <summary>Finds it; of several open rules, who opened the one that was opened first. Null where nobody is known.</summary>
    /// <param name="calls">The calls of the event history.</param>
    /// <param name="exposures">The open rules, the most important first.</param>
    /// <param name="ids">The ids of the instance and its interfaces.</param>
    public static Opening? Of(ImmutableArray<RecordedCall> calls, IEnumerable<PortExposure> exposures, IReadOnlySet<string> ids)
    {
        var open = exposures.ToList();
        var (exposure, call) = open.Select(exposure => (Exposure: exposure, Call: OpenerOf(calls, exposure))).Where(entry => entry.Call is not null)
            .OrderBy(entry => entry.Call!.At ?? DateTimeOffset.MaxValue).FirstOrDefault();
        var given = calls
            .Where(one => one.GivenTo.Any(ids.Contains) && (exposure is null ? open.Exists(rule => rule.Rule.GroupId == one.GroupId) : one.GroupId == exposure.Rule.GroupId))
            .MaxBy(one => one.At ?? DateTimeOffset.MinValue);
        return call is null
            ? given is null ? null : new(given, null, null)
            : new(call, exposure, given is not null && given.At > call.At ? given : null);
    }

    /// <summary>
    /// The call since which the rule has been as it is: a later one that left it so, such as one that changed its description, opened nothing. Where no
    /// record names the rule's id, the latest that made the same rule.
    /// </summary>
    private static RecordedCall? OpenerOf(ImmutableArray<RecordedCall> calls, PortExposure exposure)
    {
        var rule = exposure.Rule;
        var ofGroup = calls.Where(call => call.GroupId == rule.GroupId).OrderByDescending(call => call.At ?? DateTimeOffset.MinValue).ToList();
        return ofGroup.Where(call => call.Rules.Any(one => one.RuleId == rule.Id))
                .TakeWhile(call => call.Rules.Any(one => one.RuleId == rule.Id && one.Admits(exposure.Port, rule.Source)))
                .LastOrDefault()
            ?? ofGroup.FirstOrDefault(call => call.Rules.Any(one => one.RuleId is null && one.Admits(exposure.Port, rule.Source)));
    }
}
