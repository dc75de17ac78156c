using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Remediation;

/// <summary>
/// What EC2 has answered to edits of one group, and what it was asked for and has not answered. EC2 is eventually consistent: for a while after an edit a
/// read may show the group as it was, and of the two the answer is the truth. Where there is none, reads tell when they cannot be old any more.
/// <see href="https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html"/>.
/// </summary>
/// <param name="groupId">The group.</param>
/// <param name="time">The clock.</param>
internal sealed class AcknowledgedEdits(string groupId, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Permission, IngressRule?> _standing = [];
    private readonly HashSet<(string RuleId, Permission Permission)> _gone = [];
    private readonly HashSet<Permission> _mayStand = [];
    private readonly HashSet<(string RuleId, Permission Permission)> _mayBeGone = [];

    /// <summary>The group.</summary>
    internal string GroupId => groupId;

    /// <summary>When EC2 last answered to an edit, or did not; null where there was none yet.</summary>
    internal DateTimeOffset? Last { get; private set; }

    /// <summary>EC2 has added the rule.</summary>
    internal void Added(IngressRule rule, DateTimeOffset? at = null) => Note(
        () =>
        {
            _standing[Permission.Of(rule)] = rule;
            _mayStand.Remove(Permission.Of(rule));
        },
        at);

    /// <summary>EC2 says that a rule with this permission stands; which one it is, a read will tell.</summary>
    internal void Stands(Permission permission, DateTimeOffset? at = null) => Note(
        () =>
        {
            _standing.TryAdd(permission, null);
            _mayStand.Remove(permission);
        },
        at);

    /// <summary>EC2 was asked to add rules with these permissions, and has not answered: it may have, or do so a moment later.</summary>
    internal void MayStand(IEnumerable<Permission> permissions) => Note(() => _mayStand.UnionWith(permissions.Where(permission => !_standing.ContainsKey(permission))), null);

    /// <summary>EC2 was asked to remove these rules, and has not answered: it may have, or do so a moment later.</summary>
    internal void MayBeGone(IEnumerable<(string RuleId, Permission Permission)> rules) => Note(
        () =>
        {
            foreach (var rule in rules.Where(rule => !_gone.Contains(rule)))
            {
                _mayBeGone.Add(rule);
                _standing.Remove(rule.Permission);
            }
        },
        null);

    /// <summary>The change, marked where it counts as failed and nobody knows yet whether EC2 has made it.</summary>
    internal RuleChange Marked(RuleChange change)
    {
        var permission = Permission.Of(change.Rule);
        lock (_gate)
        {
            var isUnknown = change.Status is ChangeStatus.Failed
                && (change.Action is ChangeAction.Authorize ? _mayStand.Contains(permission) : _mayBeGone.Contains((change.RuleId!, permission)));
            return isUnknown ? change with { IsUnknown = true, Error = $"It may have been made all the same. {change.Error}" } : change;
        }
    }

    /// <summary>Another answer has removed the rule, at whatever time; one with the same permission that was added since stands.</summary>
    internal void RemovedByOther(string ruleId, Permission permission)
    {
        lock (_gate)
        {
            if (_standing.GetValueOrDefault(permission)?.Id == ruleId)
                _standing.Remove(permission);
            _gone.Add((ruleId, permission));
        }
    }

    /// <summary>EC2 has removed the rule, or has said that it is not there any more.</summary>
    internal void Gone(string? ruleId, Permission permission, DateTimeOffset? at = null) => Note(
        () =>
        {
            var known = _standing.Remove(permission, out var rule) ? rule?.Id : null;
            _mayStand.Remove(permission);
            if ((ruleId ?? known) is { } id)
            {
                _gone.Add((id, permission));
                _mayBeGone.Remove((id, permission));
            }
        },
        at);

    /// <summary>What EC2 has answered to this change, as somebody has written it down.</summary>
    /// <param name="change">The change.</param>
    /// <param name="at">When it was written down; null for a moment ago.</param>
    internal void Acknowledged(RuleChange change, DateTimeOffset? at = null)
    {
        var permission = Permission.Of(change.Rule);
        switch (change.Action, change.Status, change.RuleId)
        {
            case (ChangeAction.Revoke, ChangeStatus.Done, _):
                Gone(change.RuleId, permission, at);
                break;
            case (ChangeAction.Authorize, ChangeStatus.Done, { } id):
                Added(new(id, groupId, change.Rule.Traffic, change.Rule.Source, change.Rule.Description, change.Tags), at);
                break;
            case (ChangeAction.Authorize, ChangeStatus.Undone, { } id):
                Gone(id, permission, at);
                break;
        }
    }

    /// <summary>True where the read shows a rule that is gone: rule ids are never used twice, so the read is old.</summary>
    internal bool ShowsWhatIsGone(SecurityGroup read)
    {
        lock (_gate)
            return read.Rules.Any(IsGone);
    }

    /// <summary>True where the read is not what EC2 answered, so that another one is needed.</summary>
    internal bool Contradicts(SecurityGroup read) => ShowsWhatIsGone(read) || NotShown(read).Count > 0;

    /// <summary>What EC2 said stands and the read does not show: it is old, or somebody has removed the rule since.</summary>
    internal IReadOnlyList<Permission> NotShown(SecurityGroup read)
    {
        var shown = read.Rules.Select(Permission.Of).ToHashSet();
        lock (_gate)
            return [.. _standing.Keys.Where(permission => !shown.Contains(permission))];
    }

    /// <summary>True where the read does not show what EC2 has not answered: it did not do it, or the read is old.</summary>
    internal bool IsSilentOn(SecurityGroup read)
    {
        var shown = read.Rules.Select(Permission.Of).ToHashSet();
        lock (_gate)
            return _mayStand.Any(permission => !shown.Contains(permission)) || read.Rules.Any(MayBeGone);
    }

    /// <summary>What the read shows EC2 to have done without an answer; or not, where the read cannot be old any more.</summary>
    internal void Learn(SecurityGroup read, bool isOld)
    {
        var shown = read.Rules.Select(Permission.Of).ToHashSet();
        lock (_gate)
        {
            _mayStand.RemoveWhere(permission => !isOld || shown.Contains(permission));
            if (isOld)
                return;
            _gone.UnionWith(_mayBeGone.Except(read.Rules.Select(rule => (rule.Id, Permission.Of(rule)))));
            _mayBeGone.Clear();
        }
    }

    /// <summary>True where the read shows the rule with this permission as another one: rules keep their ids, so somebody has changed it since.</summary>
    internal bool IsChanged(Permission permission, SecurityGroup read)
    {
        lock (_gate)
            return _standing.GetValueOrDefault(permission) is { Id: var id } && read.Rules.Any(rule => rule.Id == id && Permission.Of(rule) != permission);
    }

    /// <summary>The rule is not expected any more: somebody has removed it.</summary>
    internal void Forget(Permission permission)
    {
        lock (_gate)
            _standing.Remove(permission);
    }

    /// <summary>The read as the answers say that it must be.</summary>
    internal SecurityGroup Correct(SecurityGroup read)
    {
        var shown = read.Rules.Select(Permission.Of).ToHashSet();
        var ids = read.Rules.Select(rule => rule.Id).ToHashSet();
        lock (_gate)
        {
            var missing = _standing.Where(entry => entry.Value is { } rule && !shown.Contains(entry.Key) && !ids.Contains(rule.Id)).Select(entry => entry.Value!);
            return read with { Rules = [.. read.Rules.Where(rule => !IsGone(rule)), .. missing] };
        }
    }

    private bool MayBeGone(IngressRule rule) => _mayBeGone.Contains((rule.Id, Permission.Of(rule)));

    private bool IsGone(IngressRule rule) => _gone.Contains((rule.Id, Permission.Of(rule)));

    private void Note(Action note, DateTimeOffset? at)
    {
        lock (_gate)
        {
            note();
            var when = at ?? time.GetUtcNow();
            Last = Last > when ? Last : when;
        }
    }
}
