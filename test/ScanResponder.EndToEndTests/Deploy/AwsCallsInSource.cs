using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>The AWS calls that the function's sources make, read out of them: whoever adds a call has to grant it.</summary>
public static partial class AwsCallsInSource
{
    private static readonly Dictionary<string, string> PrefixOfClient = new()
    {
        ["IAmazonAthena"] = "athena",
        ["IAmazonCloudTrail"] = "cloudtrail",
        ["IAmazonCloudWatchLogs"] = "logs",
        ["IAmazonDynamoDB"] = "dynamodb",
        ["IAmazonEC2"] = "ec2",
        ["IAmazonIdentityManagementService"] = "iam",
        ["IAmazonSecurityTokenService"] = "sts",
        ["IAmazonSimpleNotificationService"] = "sns",
    };

    // Redrive is a command of the CLI, which runs as the person who calls it.
    private static readonly string[] Sources =
    [
        .. Directory.EnumerateFiles(Repository.Locate("src", "ScanResponder.Aws"), "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) != "Redrive")
            .Select(File.ReadAllText),
    ];

    // History looks through the journal for the person who calls it; the function never does.
    private static readonly string[] OfTheCli = ["dynamodb:Scan"];

    /// <summary>All calls as IAM actions.</summary>
    public static IReadOnlySet<string> All { get; } = Sources.SelectMany(CallsOf).Except(OfTheCli).ToHashSet();

    /// <summary>Calls that change nothing: made in every mode.</summary>
    public static IReadOnlySet<string> Reading { get; } =
        All.Where(action => Verb().Match(action).Groups["verb"].Value is "Describe" or "Get" or "List" or "Lookup").ToHashSet();

    /// <summary>Calls that change something, but only if they are not made with DryRun: made in mode dry-run too.</summary>
    public static IReadOnlySet<string> DryRun { get; } = Sources.SelectMany(DryRunOf).ToHashSet();

    /// <summary>True where EC2 is asked to tag what a call creates.</summary>
    public static bool TagsWhatItCreates { get; } =
        Sources.Any(source => source.Contains("TagSpecifications", StringComparison.Ordinal));

    /// <summary>The actions that the function needs in a mode.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="flowLogs">Which flow logs it asks: off, auto, logs or athena.</param>
    /// <param name="authLogs">True where it asks for sshd's log.</param>
    /// <param name="members">True where it acts in member accounts.</param>
    /// <param name="whoOpened">True where it asks who opened a port.</param>
    public static IReadOnlySet<string> In(string mode, string flowLogs = "auto", bool authLogs = false, bool members = false, bool whoOpened = true)
    {
        HashSet<string> needed = [.. Reading, .. All.Where(action => !action.StartsWith("ec2:", StringComparison.Ordinal))];
        if (mode is "ask" or "dry-run" or "remediate")
        {
            needed.UnionWith(DryRun);
            if (TagsWhatItCreates)
            {
                needed.Add("ec2:CreateTags");
            }
        }

        if (mode is "ask" or "remediate")
        {
            needed.UnionWith(All);
        }

        needed.RemoveWhere(action => action.Split(':')[0] switch
        {
            "athena" => flowLogs is not "athena",
            "cloudtrail" => !whoOpened,
            "sts" => !members,
            "logs" => flowLogs is not ("auto" or "logs") && !authLogs,
            _ => action == "ec2:DescribeFlowLogs" && flowLogs is not ("auto" or "logs"),
        });
        return needed;
    }

    private static IEnumerable<string> CallsOf(string source) => Client().Matches(source).SelectMany(client =>
    {
        string type = client.Groups["type"].Value;
        Assert.True(PrefixOfClient.TryGetValue(type, out string? prefix), $"Which IAM prefix do the calls of {type} have? Name it in {nameof(AwsCallsInSource)}.");
        return Regex.Matches(source, $@"\b{client.Groups["name"].Value}\.(?:Value\.)?(?<call>\w+)Async\(").Select(call => $"{prefix}:{call.Groups["call"].Value}");
    });

    private static IEnumerable<string> DryRunOf(string source) =>
        DryRunRequest().Matches(source).Select(request => $"ec2:{request.Groups["call"].Value}");

    // Lazy<IAmazonEC2> is a client too.
    [GeneratedRegex(@"\b(?<type>IAmazon\w+)>? (?<name>[A-Za-z_]\w*)\b")]
    private static partial Regex Client();

    [GeneratedRegex(@"new (?<call>\w+)Request\s*\{[^;]*?\bDryRun = ")]
    private static partial Regex DryRunRequest();

    [GeneratedRegex(@"^\w+:(?<verb>[A-Z][a-z]+)")]
    private static partial Regex Verb();
}
