using System.Collections.Immutable;
using Amazon.Runtime;
using ScanResponder.Alerts;
using ScanResponder.Aws;
using ScanResponder.Aws.Alerts;
using ScanResponder.Aws.Ec2;
using ScanResponder.Aws.Journal;
using ScanResponder.Aws.Logs;
using ScanResponder.Evidence;
using ScanResponder.Triggers;

namespace ScanResponder.Lambda;

/// <summary>The parts of the function, put together by hand: start-up pays for no container.</summary>
internal static class Composition
{
    /// <summary>The handler for these settings.</summary>
    internal static Function Compose(Settings settings) => Compose(settings, null, Console.OpenStandardOutput());

    /// <summary>The handler for these settings, with something else for what leads out of the process.</summary>
    /// <param name="settings">What the environment says.</param>
    /// <param name="http">What carries requests of AWS; null for .NET's own HTTP.</param>
    /// <param name="metrics">Where metrics are written.</param>
    internal static Function Compose(Settings settings, HttpClientFactory? http, Stream metrics)
    {
        var accounts = Accounts(settings, http);
        var (topic, journal) = (Topic(settings, http), Journal(settings, http));
        var responder = new Responder(accounts, topic, settings.Policy, TimeProvider.System, journal)
        {
            Evidence = EvidenceOf(settings, accounts, http),
            WriteBack = settings.SecurityHubWriteBack ? new SecurityHubWriteBack(Log.NotWrittenBack) : null,
            Pages = settings.PagesBucket is { } bucket ? new S3Pages(bucket, AwsScope.Of(settings.AccountId, settings.Region), http) : null,
        };
        return new(responder, new Metrics(metrics, settings.FunctionName, TimeProvider.System), TimeProvider.System)
        {
            Sweeper = new(accounts, topic, settings.Policy, TimeProvider.System, journal),
            Own = (settings.AccountId, settings.Region),
        };
    }

    private static AwsAccounts Accounts(Settings settings, HttpClientFactory? http) =>
        new(settings.AccountId, settings.MemberRole is { } role ? new MemberRole(role, settings.AccountId, settings.Region) : null, http);

    private static DynamoDbJournal? Journal(Settings settings, HttpClientFactory? http) =>
        settings.JournalTable is { } table ? new(AwsClients.DynamoDb(settings.Region, http), table) : null;

    private static IAlertChannel Topic(Settings settings, HttpClientFactory? http)
    {
        var sns = AwsClients.Sns(settings.Region, http);
        var channels = ImmutableArray.Create<IAlertChannel>(new SnsAlertTopic(sns, settings.TopicArn.ToString()));
        if (settings.UrgentTopicArn is { } urgent)
            channels = channels.Add(new UrgentChannel(new SnsAlertTopic(sns, urgent.ToString())));
        if (settings.ChatTopicArn is { } chat)
            channels = channels.Add(new SnsChatTopic(sns, chat.ToString()));
        return channels is [var topic] ? topic : new AlertChannels(channels, Log.CopyFailed);
    }

    private static EvidenceSearch EvidenceOf(Settings settings, AwsAccounts accounts, HttpClientFactory? http) => settings.EvidenceTimeout > TimeSpan.Zero
        ? new(
            [
                .. AwsEvidence.Sources(accounts, settings.AccountId, settings.Region, settings.FlowLogs, settings.AuthLogs, TimeProvider.System, http: http),
                .. settings.WhoOpened ? [new WhoOpened(accounts, TimeProvider.System)] : ImmutableArray<IEvidenceSource>.Empty,
            ],
            settings.EvidenceTimeout,
            TimeProvider.System)
        : EvidenceSearch.None;
}
