using ScanResponder.Alerts;
using ScanResponder.Aws;
using ScanResponder.Aws.Redrive;
using ScanResponder.Journal;

namespace ScanResponder.Cli;

/// <summary>The real accounts, topics, queues and functions, which a command reaches only if it is told to.</summary>
internal interface IAwsServices
{
    /// <summary>The account of the user's own credentials.</summary>
    /// <param name="profile">The profile in the files of the AWS CLI; null for the default chain.</param>
    /// <exception cref="InputException">There is no such profile.</exception>
    IOwnAccount Own(string? profile);

    /// <summary>Takes the credentials and the Region of a profile for all that follows.</summary>
    /// <param name="profile">The profile; null for what the environment says.</param>
    /// <exception cref="InputException">There is no such profile.</exception>
    void UseProfile(string? profile);

    /// <summary>The public IPv4 address that the user's own requests come from.</summary>
    /// <exception cref="InputException">Nobody says.</exception>
    Task<string> OwnAddressAsync(CancellationToken cancellationToken);

    /// <summary>A topic to publish alerts to.</summary>
    IAlertChannel Topic(TopicArn arn);

    /// <summary>A queue of events that were not answered.</summary>
    IFindingQueue Queue(QueueUrl url);

    /// <summary>The function that answers them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="region">Its Region; null for that of the user's settings.</param>
    IFunction Function(FunctionName name, string? region);

    /// <summary>The journal of what was done.</summary>
    /// <param name="table">The DynamoDB table.</param>
    /// <param name="region">Its Region; null for that of the user's settings.</param>
    IJournalHistory History(string table, string? region);
}
