using ScanResponder.Alerts;
using ScanResponder.Aws;
using ScanResponder.Aws.Redrive;
using ScanResponder.Cli;
using ScanResponder.Cli.Demo;
using ScanResponder.InMemory;
using ScanResponder.Journal;

namespace ScanResponder.Tests.Cli;

/// <summary>An AWS in memory, which knows the example's account, one topic, one queue and one function.</summary>
internal sealed class FakeAwsServices : IAwsServices, IAlertChannel
{
    internal const string Arn = "arn:aws:sns:eu-west-1:123456789012:alerts";

    /// <summary>The account that is there.</summary>
    internal InMemoryAccount Account { get; } = Example.Account();

    /// <summary>What was published.</summary>
    internal List<AlertMessage> Published { get; } = [];

    /// <summary>The queue that every URL leads to.</summary>
    internal FakeQueue Waiting { get; } = new();

    /// <summary>The function that every name leads to.</summary>
    internal FakeFunction Responder { get; } = new();

    /// <summary>The names by which the function was asked for, and their Regions.</summary>
    internal List<(string Name, string? Region)> Named { get; } = [];

    /// <summary>The credentials that every profile has.</summary>
    internal FakeOwnAccount Credentials { get; init; }

    internal FakeAwsServices() => Credentials = new() { Findings = Account };

    /// <inheritdoc/>
    public IOwnAccount Own(string? profile) => profile == "none" ? throw new InputException("There is no AWS profile 'none' with credentials") : Credentials;

    /// <summary>The profile that was asked for, with <see cref="UseProfile"/>.</summary>
    internal string? Profile { get; private set; }

    /// <inheritdoc/>
    public void UseProfile(string? profile)
    {
        Own(profile);
        Profile = profile;
    }

    /// <inheritdoc/>
    public Task<string> OwnAddressAsync(CancellationToken cancellationToken) => Task.FromResult("198.51.100.7");

    /// <inheritdoc/>
    public IAlertChannel Topic(TopicArn arn) => arn.ToString() == Arn ? this : new Missing();

    /// <inheritdoc/>
    public IFindingQueue Queue(QueueUrl url) => Waiting;

    /// <inheritdoc/>
    public IFunction Function(FunctionName name, string? region)
    {
        Named.Add(($"{name}", region));
        return Responder;
    }

    /// <summary>The journal that every table is.</summary>
    internal InMemoryJournal Journal { get; init; } = new();

    /// <inheritdoc/>
    public IJournalHistory History(string table, string? region) => Journal;

    /// <inheritdoc/>
    public Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        Published.Add(message);
        return Task.FromResult("0000-4711");
    }

    private sealed class Missing : IAlertChannel
    {
        public Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken) =>
            Task.FromException<string>(new AlertNotDeliveredException("Could not publish the alert: there is no such topic."));
    }
}
