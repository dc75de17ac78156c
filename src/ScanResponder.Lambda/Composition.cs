using System.Collections.Immutable;
using ScanResponder.Alerts;
using ScanResponder.Aws;
using ScanResponder.Aws.Alerts;
using ScanResponder.Aws.Ec2;
using ScanResponder.Aws.Journal;
using ScanResponder.Aws.Logs;
using ScanResponder.Evidence;

namespace ScanResponder.Lambda;

/// <summary>The parts of the function, put together by hand: start-up pays for no container.</summary>
internal static class Composition
{
    /// <summary>The handler for these settings.</summary>
    internal static Function Compose(Settings settings)
    {
        var accounts = Accounts(settings);
        var (topic, journal) = (Topic(settings), Journal(settings));
        var responder = new Responder(accounts, topic, settings.Policy, TimeProvider.System, journal)
        {
            Evidence = EvidenceOf(settings, accounts),
            WriteBack = settings.SecurityHubWriteBack ? new SecurityHubWriteBack(Log.NotWrittenBack) : null,
        };
        return new(responder, new Metrics(Console.OpenStandardOutput(), settings.FunctionName, TimeProvider.System), TimeProvider.System)
        {
            Sweeper = new(accounts, topic, settings.Policy, TimeProvider.System, journal),
            Own = (settings.AccountId, settings.Region),
        };
    }

    private static AwsAccounts Accounts(Settings settings) =>
        new(settings.AccountId, settings.MemberRole is { } role ? new MemberRole(role, settings.AccountId, settings.Region) : null);

    private static DynamoDbJournal? Journal(Settings settings) =>
        settings.JournalTable is { } table ? new(AwsClients.DynamoDb(settings.Region), table) : null;

    private static IAlertChannel Topic(Settings settings)
    {
        var sns = AwsClients.Sns(settings.Region);
        var channels = ImmutableArray.Create<IAlertChannel>(new SnsAlertTopic(sns, settings.TopicArn.ToString()));
        if (settings.UrgentTopicArn is { } urgent)
            channels = channels.Add(new UrgentChannel(new SnsAlertTopic(sns, urgent.ToString())));
        if (settings.ChatTopicArn is { } chat)
            channels = channels.Add(new SnsChatTopic(sns, chat.ToString()));
        return channels is [var topic] ? topic : new AlertChannels(channels, Log.CopyFailed);
    }

    private static EvidenceSearch EvidenceOf(Settings settings, AwsAccounts accounts) => settings.EvidenceTimeout > TimeSpan.Zero
        ? new(
            [
                .. AwsEvidence.Sources(accounts, settings.AccountId, settings.Region, settings.FlowLogs, settings.AuthLogs, TimeProvider.System),
                .. settings.WhoOpened ? [new WhoOpened(accounts, TimeProvider.System)] : ImmutableArray<IEvidenceSource>.Empty,
            ],
            settings.EvidenceTimeout,
            TimeProvider.System)
        : EvidenceSearch.None;
}
