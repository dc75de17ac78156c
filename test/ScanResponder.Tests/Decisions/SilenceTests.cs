using System.Collections.Immutable;
using ScanResponder.Alerts;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Simulation;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Decisions;

/// <summary>AWS falls silent in the midst of an answer, for a while or until that ends. What people are told is true all the same.</summary>
public sealed class SilenceTests
{
    private static readonly Dictionary<string, string[]> Services = new()
    {
        ["EC2"] = ["look", "read", "authorize", "revoke", "tag"],
        ["what is read"] = ["look", "read"],
        ["what is added"] = ["authorize", "tag"],
        ["what is removed"] = ["revoke"],
        ["the journal"] = ["claim", "record", "claim-group", "release", "close", "recorded", "remember", "recall", "keep-open", "kept-open"],
    };

    // How many seconds reads are behind, and how many calls are not answered.
    private static readonly (int Lag, int Length)[] Courses = [.. from lag in (int[])[0, 3, 8] from length in (int[])[5, 9, 1_000] select (lag, length)];

    public static MatrixTheoryData<string, string, string> Silences => new(["finding", "approval", "undo"], Services.Keys, ["Unavailable", "AnswerLost", "Throttled", "Denied"]);

    [Theory]
    [MemberData(nameof(Silences))]
    public void What_was_done_is_told_and_what_is_told_was_done(string answered, string silent, string fault)
    {
        var seed = Cases.Seeds(1).First();
        var isReached = true;
        for (var moment = 1; isReached; moment++)
        {
            isReached = false;

            // A commit tries one course at each moment, a night all of them.
            for (var number = 0; number < Math.Min(Cases.Of(1), Courses.Length); number++)
            {
                var (lag, length) = Courses[(seed + moment + number) % Courses.Length];
                var (scene, trigger) = SceneOf(answered, lag);
                var before = Permissions(scene);

                var alert = scene.Attempt(trigger, (call, place) =>
                {
                    isReached |= place >= moment;
                    return place >= moment && place < moment + length && Services[silent].Contains(call) ? Enum.Parse<Fault>(fault) : Fault.None;
                })!;

                var untruths = Untruths(alert, before, Permissions(scene)).Concat(WrongUndo(alert, before, scene)).ToList();
                Assert.True(
                    untruths.Count == 0,
                    $"{Cases.SeedVariable}={seed}: {length} calls from call {moment} on, reads {lag} s behind: {string.Join("; ", untruths)}. It is told as {alert.Outcome.Verdict}: {alert.Outcome.Reason} {string.Join(' ', alert.Notes)}");
            }
        }
    }

    private static IEnumerable<string> Untruths(Alert alert, HashSet<Permission> before, HashSet<Permission> after)
    {
        var changes = alert.Outcome.Changes;
        foreach (var added in after.Except(before).Where(rule => !IsTold(ChangeAction.Authorize, rule)))
            yield return $"{added} was added and is not told";
        foreach (var removed in before.Except(after).Where(rule => !IsTold(ChangeAction.Revoke, rule)))
            yield return $"{removed} was removed and is not told";
        foreach (var change in changes.Where(change => change.Status is ChangeStatus.Done && after.Contains(Permission.Of(change.Rule)) != change.Action is ChangeAction.Authorize))
            yield return $"{change.Action} {Permission.Of(change.Rule)} is told and was not done";
        if (alert.Outcome.Verdict is Verdict.NotApplicable && !after.SetEquals(before))
            yield return "nothing is told to have been done";
        if (IsOpen(after) && alert.Outcome.Verdict is Verdict.Tightened)
            yield return "it is told as closed and is open";
        if (IsOpen(after) && !IsOpen(before) && alert.Exposures.IsEmpty && !changes.Any(change => change.IsUnknown))
            yield return "it was opened, and is told as closed";

        bool IsTold(ChangeAction action, Permission rule) =>
            changes.Any(change => change.Action == action && Permission.Of(change.Rule) == rule && (change.IsUnknown || change.Status is ChangeStatus.Done or ChangeStatus.Already));
    }

    private static IEnumerable<string> WrongUndo(Alert alert, HashSet<Permission> before, DecisionScene scene)
    {
        var console = new RuleConsole(new(scene.Account.Snapshot.Groups, ImmutableDictionary<string, PrefixList>.Empty, [], [22], [22]));
        console.Paste([.. alert.Outcome.Undo.Select(line => line.Replace("eu-west-1", "eu-central-1", StringComparison.Ordinal))]);
        if (!before.SetEquals(console.Situation.Groups[0].Rules.Select(Permission.Of)))
            yield return $"its undo leaves {string.Join(", ", console.Situation.Groups[0].Rules.Select(RuleParser.Of))}";
    }

    private static bool IsOpen(HashSet<Permission> rules) => rules.Any(rule => rule.Traffic.TcpPorts is { } ports && ports.Contains(22) && rule.Source.ToString() == "0.0.0.0/0");

    private static HashSet<Permission> Permissions(DecisionScene scene) => [.. scene.RulesNow.Select(Permission.Of)];

    private static (DecisionScene Scene, Trigger Trigger) SceneOf(string answered, int lag)
    {
        var scene = new DecisionScene(ReadLag.Of(TimeSpan.FromSeconds(lag)), ["tcp 20-25 from 0.0.0.0/0", "tcp 22 from 0.0.0.0/1"]) { Mode = answered is "approval" ? Mode.Ask : Mode.Remediate };
        if (answered is "finding")
            return (scene, DecisionScene.Probe());
        scene.Answer(DecisionScene.Probe());
        scene.Wait(TimeSpan.FromMinutes(1));
        return (scene, answered is "approval" ? DecisionScene.Approve() : DecisionScene.Undo());
    }
}
