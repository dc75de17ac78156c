using ScanResponder.Aws;

namespace ScanResponder.Lambda;

/// <summary>The parts of the function, put together by hand: start-up pays for no container.</summary>
internal static class Composition
{
    /// <summary>The handler for these settings.</summary>
    internal static Function Compose(Settings settings) => new(new Responder(
        new AwsAccounts(settings.AccountId),
        new SnsAlertTopic(AwsClients.Sns(settings.Region), settings.TopicArn.ToString()),
        settings.Policy,
        TimeProvider.System));
}
