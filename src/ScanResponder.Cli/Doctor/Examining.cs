using System.Collections.Concurrent;
using System.Globalization;
using ScanResponder.Accounts;
using ScanResponder.Aws.Api;
using Spectre.Console;

namespace ScanResponder.Cli.Doctor;

/// <summary>Looks at everything that would keep an alert from coming or a hole from being closed, and tells it.</summary>
/// <param name="account">The account.</param>
/// <param name="terminal">Where it is told.</param>
internal sealed class Examining(IOwnAccount account, ITerminal terminal)
{
    private readonly ConcurrentDictionary<string, IAwsApi> _regions = new();

    /// <summary>The stack; null where the function is named.</summary>
    internal string? Stack { get; init; }

    /// <summary>The function; null where it is the stack's.</summary>
    internal string? Function { get; init; }

    /// <summary>The Region; null for that of the profile or the environment.</summary>
    internal string? Region { get; init; }

    /// <summary>The member accounts whose roles are tried.</summary>
    internal IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>The role in member accounts through which they are looked at; null for none.</summary>
    internal string? Through { get; init; }

    /// <summary>True where a drill is sent.</summary>
    internal bool Test { get; init; }

    /// <summary>The file of the report; null for none.</summary>
    internal string? Report { get; init; }

    /// <summary>True where JSON is written in place of lines.</summary>
    internal bool Json { get; init; }

    /// <summary>The clock.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Does it.</summary>
    /// <returns>The <see cref="ExitStatus"/>.</returns>
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var region = Region ?? account.Region ?? throw new InputException($"which Region? give {Audit.AuditCommand.Region}, or set AWS_REGION");
        using var file = Report is null ? null : Create(Report);
        Deployment deployment;
        try
        {
            var (id, partition) = await account.IdentifyAsync(cancellationToken);
            deployment = await Deployment.FindAsync(Open(region), (partition, id, region), Stack, Function, cancellationToken);
        }
        catch (Exception exception) when (exception is AccountException or ApiException)
        {
            throw new InputException(exception.Message.TrimEnd('.'), exception);
        }

        var checks = await LookAsync(deployment, cancellationToken);
        if (Json)
        {
            var output = terminal.Output.Profile.Out;
            output.Writer.Write($"{DoctorDocument.Write(DoctorDocument.Of(checks), indented: output.IsTerminal)}\n");
            output.Writer.Flush();
        }
        else
        {
            Write(checks);
        }

        if (file is not null)
        {
            using var writer = new StreamWriter(file);
            writer.Write($"{DoctorDocument.Write(DoctorDocument.Report(deployment, checks, Time.GetUtcNow()), indented: true)}\n");
            if (!Json)
                terminal.Output.Write(new PlainLines().Add($"Written to {Report}. Read it before you send it to somebody.", Styles.Note));
        }

        return (int)StatusOf(checks);
    }

    private static ExitStatus StatusOf(IReadOnlyList<Check> checks) =>
        checks.Any(check => check.State is CheckState.Problem) ? ExitStatus.Open
        : checks.Any(check => check.State is CheckState.CouldNotLook) ? ExitStatus.Failed
        : ExitStatus.Answered;

    private async Task<IReadOnlyList<Check>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var examination = new Examination(deployment, Open);
        List<Check> checks = [.. FunctionLook.Look(deployment)];
        (examination, var failed) = await TryAsync(examination, "rule", async () => examination with { Rules = await RuleLook.FindAsync(examination, cancellationToken) });
        checks.AddRange(failed is null ? RuleLook.Look(examination) : [failed]);
        (examination, var unknown) = await TryAsync(examination, "queue", async () => examination with { FailedQueueArn = await QueueLook.FailedQueueAsync(examination, cancellationToken) });
        if (unknown is not null)
            checks.Add(unknown);

        // Side by side, and told in this order.
        List<Task<IReadOnlyList<Check>>> looks =
        [
            .. deployment.Regions.SelectMany(region => new[]
            {
                AllAsync("GuardDuty", GuardDutyLook.LookAsync(examination, region, cancellationToken)),
                AllAsync("suppression", GuardDutyLook.SuppressionsAsync(examination, region, cancellationToken)),
                AllAsync("CloudTrail", SourceLook.TrailAsync(examination, region, cancellationToken)),
                AllAsync("AWS Config", SourceLook.RecorderAsync(examination, region, cancellationToken)),
                AllAsync("Security Hub", SourceLook.HubAsync(examination, region, cancellationToken)),
                AllAsync("Inspector", SourceLook.InspectorAsync(examination, region, cancellationToken)),
            }),
            AllAsync("rule", RuleLook.AccessAsync(examination, cancellationToken)),
            Task.FromResult<IReadOnlyList<Check>>([.. SourceLook.Advisor(examination)]),
            AllAsync("topic", TopicLook.LookAsync(examination, cancellationToken)),
            AllAsync("key", KeyLook.LookAsync(examination, cancellationToken)),
            AllAsync("role", RoleLook.LookAsync(examination, cancellationToken)),
            unknown is null ? AllAsync("queue", QueueLook.LookAsync(examination, cancellationToken)) : Task.FromResult<IReadOnlyList<Check>>([]),
            AllAsync("journal", JournalLook.LookAsync(examination, cancellationToken)),
            AllAsync("member account", MemberLook.LookAsync(examination, Members, Enter(deployment), cancellationToken)),
            AllAsync("flow logs", FlowLogLook.LookAsync(examination, cancellationToken)),
        ];
        checks.AddRange((await Task.WhenAll(looks)).SelectMany(look => look));

        // What it leads to is asked about above, before there is more of it.
        if (Test)
            checks.AddRange(await AllAsync("drill", Drill.SendAsync(examination, Time, cancellationToken)));
        return checks;
    }

    private static async Task<(Examination, Check?)> TryAsync(Examination otherwise, string subject, Func<Task<Examination>> find)
    {
        try
        {
            return (await find(), null);
        }
        catch (ApiException exception)
        {
            return (otherwise, Check.CouldNotLook(subject, exception.Message));
        }
    }

    private static async Task<IReadOnlyList<Check>> AllAsync(string subject, IAsyncEnumerable<Check> look)
    {
        var checks = new List<Check>();
        try
        {
            await foreach (var check in look)
                checks.Add(check);
        }
        catch (ApiException exception)
        {
            checks.Add(Check.CouldNotLook(subject, exception.Message));
        }

        return checks;
    }

    private void Write(IReadOnlyList<Check> checks)
    {
        var states = Enum.GetValues<CheckState>();
        var width = states.Max(state => DoctorDocument.WordOf(state).Length);
        var lines = new PlainLines();
        foreach (var check in checks)
        {
            var mend = check.Mend is { } command ? $". {(check.State is CheckState.Problem ? "Mend" : "Look")}: {command}" : "";
            lines.Add($"{DoctorDocument.WordOf(check.State).PadRight(width)}  {check.Subject}: {check.Text}{mend}", check.State is CheckState.Ok ? Style.Plain : Styles.Failed);
        }

        var counts = states.Select(state => (Word: DoctorDocument.WordOf(state), Count: checks.Count(check => check.State == state))).Where(count => count.Count > 0);
        lines.Add($"{string.Join(", ", counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Count} {count.Word}")))}.", Styles.Heading);
        terminal.Output.Write(lines);
    }

    private Func<string, IAwsApi>? Enter(Deployment deployment) => Through is { } role
        ? member => account.Enter(deployment.Partition, member, role, deployment.AccountId).Api(deployment.Region)
        : null;

    private IAwsApi Open(string region) => _regions.GetOrAdd(region, account.Api);

    private Stream Create(string path)
    {
        try
        {
            return terminal.CreateFile(path, isNew: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {exception.Message}", exception);
        }
    }
}
