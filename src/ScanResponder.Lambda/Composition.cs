using ScanResponder.Aws;
using ScanResponder.Evidence;

namespace ScanResponder.Lambda;

/// <summary>The parts of the function, put together by hand: start-up pays for no container.</summary>
internal static class Composition
{
    /// <summary>The handler for these settings.</summary>
    internal static Function Compose(Settings settings)
    {
        var accounts = new AwsAccounts(settings.AccountId);
        return new(new Responder(
            accounts,
            new SnsAlertTopic(AwsClients.Sns(settings.Region), settings.TopicArn),
            settings.Policy,
            TimeProvider.System)
        {
            Evidence = EvidenceOf(settings, accounts),
        });
    }

    private static EvidenceSearch EvidenceOf(Settings settings, AwsAccounts accounts) => settings.EvidencePatience > TimeSpan.Zero
        ? new(
            AwsEvidence.Sources(accounts, settings.AccountId, settings.Region, settings.FlowLogs, settings.AuthLogs, TimeProvider.System),
            settings.EvidencePatience,
            TimeProvider.System)
        : EvidenceSearch.None;
}
