using ScanResponder.Aws;

namespace ScanResponder.Lambda;

/// <summary>The parts of the function, put together by hand: start-up pays for no container.</summary>
internal static class Composition
{
    /// <summary>The handler for these settings.</summary>
    internal static Function Compose(Settings settings) => new(
        new Responder(
            new AwsAccounts(settings.AccountId, settings.MemberRole is { } role ? new MemberRole(role, settings.AccountId, settings.Region) : null),
            new SnsAlertTopic(AwsClients.Sns(settings.Region), settings.TopicArn),
            settings.Policy,
            TimeProvider.System,
            settings.JournalTable is { } table ? new DynamoDbJournal(AwsClients.DynamoDb(settings.Region), table) : null),
        new Metrics(Console.OpenStandardOutput(), TimeProvider.System),
        TimeProvider.System);
}
