using ScanResponder.Accounts;
using ScanResponder.Aws;

namespace ScanResponder.Cli;

/// <summary>The real accounts and topics, which a command reaches only if it is told to.</summary>
internal interface ICloud
{
    /// <summary>The accounts that the user's credentials open.</summary>
    IAccounts Accounts { get; }

    /// <summary>A topic to publish alerts to.</summary>
    IAlertTopic Topic(TopicArn arn);
}
