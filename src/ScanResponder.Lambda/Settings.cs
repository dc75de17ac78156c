using System.Text.RegularExpressions;
using ScanResponder.Aws;
using ScanResponder.Evidence;
using ScanResponder.Tightening;

namespace ScanResponder.Lambda;

/// <summary>What the function's environment says. An empty variable counts as one that is not set.</summary>
/// <param name="TopicArn">The topic that gets every alert.</param>
/// <param name="UrgentTopicArn">A second topic, which gets only the alerts that somebody must act on now; null for none.</param>
/// <param name="ChatTopicArn">A third topic, for Amazon Q Developer in chat applications; null for none.</param>
/// <param name="JournalTable">The DynamoDB table of what was done; null where each delivery stands alone.</param>
/// <param name="MemberRole">The name of the role to assume in the account of a finding that is not the function's own; null for none.</param>
/// <param name="Region">The function's own Region.</param>
/// <param name="Policy">What the operator wants done.</param>
internal sealed partial record Settings(
    TopicArn TopicArn, TopicArn? UrgentTopicArn, TopicArn? ChatTopicArn, string? JournalTable, string? MemberRole, string Region, Policy Policy)
{
    /// <summary>How long an alert waits for logs where nothing is said.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Where flow logs are looked for.</summary>
    internal FlowLogPlace FlowLogs { get; init; } = new FlowLogPlace.Auto();

    /// <summary>The log group that carries sshd's lines; null for none.</summary>
    internal string? AuthLogs { get; init; }

    /// <summary>True where the event history is asked who opened a port.</summary>
    internal bool WhoOpened { get; private init; } = true;

    /// <summary>The S3 bucket that gets the page of each alert; null for none.</summary>
    internal string? PagesBucket { get; init; }

    /// <summary>True where the workflow status of Security Hub's findings is set.</summary>
    internal bool SecurityHubWriteBack { get; private init; }

    /// <summary>How long an alert waits for flow and auth logs; zero where none is asked.</summary>
    internal TimeSpan EvidenceTimeout { get; private init; } = DefaultTimeout;

    /// <summary>The function's own name.</summary>
    internal string FunctionName { get; private init; } = "";

    /// <summary>The account of the topic, which is the function's own.</summary>
    internal string AccountId => TopicArn.AccountId;

    /// <summary>Reads the settings.</summary>
    /// <param name="variable">Gives the value of an environment variable, or null.</param>
    /// <exception cref="SettingsException">A variable is missing or does not parse.</exception>
    internal static Settings Read(Func<string, string?> variable)
    {
        var defaults = new Policy();
        var function = ParseOr("AWS_LAMBDA_FUNCTION_NAME", text => text, "scan-responder");
        var region = Parse("AWS_REGION", text => text) ?? throw new SettingsException("AWS_REGION is not set; accepted is the function's Region, such as eu-west-1");
        var within = ParseOr("RESPONDER_ASK_HOURS", PolicyParser.Hours, Approvals.UsualTime);
        var settings = new Settings(
            Parse("RESPONDER_TOPIC_ARN", Aws.TopicArn.Parse) ?? throw new SettingsException("RESPONDER_TOPIC_ARN is not set; accepted is the ARN of an SNS topic"),
            Parse("RESPONDER_URGENT_TOPIC_ARN", Aws.TopicArn.Parse),
            Parse("RESPONDER_CHAT_TOPIC_ARN", Aws.TopicArn.Parse),
            Parse("RESPONDER_JOURNAL_TABLE", TableOf),
            Parse("RESPONDER_MEMBER_ROLE", RoleOf),
            region,
            new Policy
            {
                Mode = ParseOr("RESPONDER_MODE", PolicyParser.Mode, defaults.Mode),
                GuardedPorts = ParseOr("RESPONDER_GUARDED_PORTS", PolicyParser.Ports, defaults.GuardedPorts),
                Trusted = ParseOr("RESPONDER_TRUSTED_SOURCES", PolicyParser.Trusted, defaults.Trusted),
                KnownScanners = ParseOr("RESPONDER_KNOWN_SCANNERS", PolicyParser.Scanners, defaults.KnownScanners),
                Scope = ParseOr("RESPONDER_SCOPE", PolicyParser.Scope, defaults.Scope),
                MinSeverity = ParseOr("RESPONDER_MIN_SEVERITY", PolicyParser.Severity, defaults.MinSeverity),
                OwnRoleArn = Parse("RESPONDER_OWN_ROLE_ARN", RoleArnOf),
                MemberRole = Parse("RESPONDER_MEMBER_ROLE", RoleOf),
                MaxSharedInterfaces = ParseOr("RESPONDER_MAX_SHARED_INTERFACES", PolicyParser.Count, defaults.MaxSharedInterfaces),
                Approvals = new(function, region, within),
            })
        {
            FunctionName = function,
            FlowLogs = ParseOr<FlowLogPlace>("RESPONDER_FLOW_LOGS", EvidenceParser.FlowLogs, new FlowLogPlace.Auto()),
            AuthLogs = Parse("RESPONDER_AUTH_LOGS", EvidenceParser.LogGroup),
            WhoOpened = ParseOr("RESPONDER_WHO_OPENED", EvidenceParser.WhoOpened, true),
            SecurityHubWriteBack = ParseOr("RESPONDER_SECURITY_HUB_WRITE_BACK", OnOrOff, false),
            PagesBucket = Parse("RESPONDER_PAGES_BUCKET", BucketOf),
            EvidenceTimeout = ParseOr("RESPONDER_EVIDENCE_SECONDS", EvidenceParser.Seconds, DefaultTimeout),
        };
        return settings is { JournalTable: null, Policy.Mode: Mode.Ask }
            ? throw new SettingsException("RESPONDER_MODE=ask: needs RESPONDER_JOURNAL_TABLE, which remembers what was shown; accepted without it are notify, dry-run and remediate")
            : settings;

        T? Parse<T>(string name, Func<string, T> parse)
            where T : class =>
            ParseOr<T?>(name, parse, null);

        T ParseOr<T>(string name, Func<string, T> parse, T otherwise)
        {
            if (variable(name) is not { } value || string.IsNullOrWhiteSpace(value))
                return otherwise;
            try
            {
                return parse(value.Trim());
            }
            catch (FormatException exception)
            {
                throw new SettingsException($"{name}={OneLine().Replace(value, " ")}: {exception.Message}");
            }
        }
    }

    private static bool OnOrOff(string text) => text switch
    {
        "on" => true,
        "off" => false,
        _ => throw new FormatException("accepted are on and off"),
    };

    private static string TableOf(string text) => TableFormat().IsMatch(text)
        ? text
        : throw new FormatException("accepted is the name of a DynamoDB table: 3 to 255 letters, digits and any of _.-");

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    private static string BucketOf(string text) => BucketFormat().IsMatch(text)
        ? text
        : throw new FormatException("accepted is the name of an S3 bucket, not its ARN: 3 to 63 lower-case letters, digits and any of .-");

    private static string RoleOf(string text) => RoleFormat().IsMatch(text)
        ? text
        : throw new FormatException("accepted is the name of an IAM role, not its ARN: 1 to 64 letters, digits and any of _+=,.@-");

    private static string RoleArnOf(string text) => RoleArnFormat().IsMatch(text)
        ? text
        : throw new FormatException("accepted is the ARN of an IAM role, such as arn:aws:iam::123456789012:role/scan-responder");

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[!-~]{1,576}\z")]
    private static partial Regex RoleArnFormat();

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{3,255}\z")]
    private static partial Regex TableFormat();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketFormat();

    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]{1,64}\z")]
    private static partial Regex RoleFormat();

    [GeneratedRegex(@"[\p{C}\u2028\u2029]+")]
    private static partial Regex OneLine();
}
