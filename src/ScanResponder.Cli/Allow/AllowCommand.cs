using System.CommandLine;
using System.Globalization;
using ScanResponder.Accounts;
using ScanResponder.Cli.Audit;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Allow;

/// <summary><c>scan-responder allow GROUP --source CIDR --for 8h</c>: lets one address in for a while, with the user's own credentials.</summary>
internal sealed class AllowCommand : Command
{
    private const string Source = "--source";
    private const string For = "--for";
    private const int MostDays = 90;

    private readonly Argument<string> _subject = new("FINDING|GROUP")
    {
        Description = "The security group, sg-…; or a finding, where the function has left rules that carry its id as a tag in one group.",
    };

    private readonly Option<string?> _source = PolicyOptions.Parsed<string?>(Source, "CIDR", text => text == Allowance.MyAddress ? text : $"{SourceOf(text)}",
        $"Who is let in: one address such as 198.51.100.7/32, a narrow network, or {Allowance.MyAddress} for your own public address, which checkip.amazonaws.com is asked for.");

    private readonly Option<TimeSpan?> _for = PolicyOptions.Parsed<TimeSpan?>(For, "TIME", TimeOf, "For how long, such as 30m, 8h or 2d. The sweep takes the rule away then.");

    private readonly Option<int?> _port = PolicyOptions.Parsed<int?>("--port", "PORT", text => PolicyParser.Ports(text) is [var port]
        ? port
        : throw new FormatException("accepted is one TCP port"), "The TCP port. [default: 22]");

    private readonly Option<string?> _profile = AuditCommand.ProfileOption();

    private readonly Option<string[]> _region = AuditCommand.RegionOption("The Region. [default: that of the profile or AWS_REGION]");

    private readonly ITerminal _terminal;
    private readonly IAwsServices _aws;

    /// <summary>The command.</summary>
    /// <param name="terminal">Where the answer is shown.</param>
    /// <param name="aws">Where the account is.</param>
    internal AllowCommand(ITerminal terminal, IAwsServices aws)
        : base("allow", "Add one rule that lets an address in for a while. Its end stands in a tag, and the sweep takes it away then.")
    {
        (_terminal, _aws) = (terminal, aws);
        Add(_subject);
        foreach (var option in (Option[])[_source, _for, _port, _profile, _region])
            Add(option);
        Validators.Add(result =>
        {
            if (result.GetResult(_subject) is not { Tokens.Count: > 0 })
                result.AddError($"allow needs the security group, or the finding, whom to let in and for how long: scan-responder allow sg-… {Source} CIDR {For} TIME");
            else if (result.GetResult(_source) is null)
                result.AddError($"allow needs {Source} CIDR, such as 198.51.100.7/32");
            else if (result.GetResult(_for) is null)
                result.AddError($"allow needs {For} TIME, such as 8h");
            else if (result.GetValue(_region) is { Length: > 1 })
                result.AddError($"a group is in one Region: give {AuditCommand.Region} once");
        });
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(
            parsed.GetValue(_subject)!,
            parsed.GetValue(_source)!,
            parsed.GetValue(_for)!.Value,
            parsed.GetValue(_port) ?? 22,
            _aws.Own(parsed.GetValue(_profile)),
            parsed.GetValue(_region) is [var region] ? region : null,
            cancellationToken));
    }

    private async Task<ExitStatus> RunAsync(string subject, string from, TimeSpan time, int port, IOwnAccount own, string? region, CancellationToken cancellationToken)
    {
        region ??= own.Region ?? throw new InputException($"no Region is named: give {AuditCommand.Region} REGION, or set AWS_REGION");
        if (!AwsScope.IsRegion(region))
            throw new InputException($"{AuditCommand.Region} {region}: accepted is an AWS Region such as eu-west-1");
        try
        {
            var source = SourceOf(from == Allowance.MyAddress ? await _aws.OwnAddressAsync(cancellationToken) : from);
            var account = own.Open(region);
            var group = subject.StartsWith("sg-", StringComparison.Ordinal) ? subject : await GroupOfAsync(subject, own, account, region, cancellationToken);
            var until = DateTimeOffset.UtcNow + time;
            var draft = new RuleDraft(new Traffic.Tcp(new(port, port)), new RuleSource.Block(source), $"Allowed by {Environment.UserName} with scan-responder");
            var added = await account.AuthorizeAsync(group, [draft], Allowance.Tags(until), dryRun: false, cancellationToken);
            _terminal.Output.Write(new PlainLines().Add(
                $"{added.FirstOrDefault()?.Id ?? "The rule"} in {group} lets {source} reach TCP {port.ToString(CultureInfo.InvariantCulture)} until {until.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}. "
                + "A sweep takes it away then (SweepSchedule), in the modes ask and remediate."));
            return ExitStatus.Answered;
        }
        catch (AccountException exception)
        {
            throw new InputException($"{subject}: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    /// <summary>The one group in which rules carry the finding's id as a tag.</summary>
    private static async Task<string> GroupOfAsync(string finding, IOwnAccount own, IAccount account, string region, CancellationToken cancellationToken)
    {
        var (id, partition) = await own.IdentifyAsync(cancellationToken);
        var inventory = account is IInventory all ? await all.InventoryAsync(new(partition, id, region), [], progress: null, cancellationToken) : new(new(partition, id, region));
        if (inventory.Groups is not { } groups)
            throw inventory.Failures[0];
        List<string> found = [.. groups.Where(group => group.Rules.Any(rule => rule.Tags.TryGetValue(Planner.TagKey, out var tag) && tag == finding)).Select(group => group.Id)];
        return found switch
        {
            [var only] => only,
            [] => throw new InputException($"{finding}: no rule in {region} of account {id} carries the tag {Planner.TagKey}={finding}: name the security group in its place"),
            _ => throw new InputException($"{finding}: rules of {string.Join(", ", found)} carry its id: name the one security group in its place"),
        };
    }

    private static Cidr SourceOf(string text)
    {
        Cidr cidr;
        try
        {
            cidr = Cidr.Parse(text.Contains('/', StringComparison.Ordinal) ? text : text.Contains(':', StringComparison.Ordinal) ? $"{text}/128" : $"{text}/32");
        }
        catch (FormatException)
        {
            throw new FormatException("accepted is a CIDR such as 198.51.100.7/32");
        }

        return cidr.PrefixLength >= (cidr.Family is IpFamily.IPv4 ? 16 : 48)
            ? cidr
            : throw new FormatException("accepted is an address or a narrow network: IPv4 at least /16, IPv6 at least /48");
    }

    private static TimeSpan? TimeOf(string text)
    {
        var time = text is [.. var number, var unit] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MostDays * 24 * 60
            ? unit switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' => TimeSpan.FromDays(count),
                _ => TimeSpan.Zero,
            }
            : TimeSpan.Zero;
        return time > TimeSpan.Zero && time <= TimeSpan.FromDays(MostDays) ? time : throw new FormatException($"accepted are minutes, hours or days, such as 30m, 8h or 2d, up to {MostDays}d");
    }
}
