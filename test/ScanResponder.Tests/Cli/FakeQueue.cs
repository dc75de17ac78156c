using System.Globalization;
using ScanResponder.Aws.Redrive;

namespace ScanResponder.Tests.Cli;

/// <summary>
/// A queue in memory that gives two messages at once. As soon as all that stay in it have been received, their time is over and they are
/// received again.
/// </summary>
internal sealed class FakeQueue : IFindingQueue
{
    private const int MostMessages = 2;

    private readonly List<QueueMessage> _messages = [];
    private readonly HashSet<string> _hidden = [];

    /// <summary>The ids of the messages that are in it.</summary>
    internal IEnumerable<string> Ids => _messages.Select(message => message.Id);

    /// <summary>The holds that were asked for.</summary>
    internal List<TimeSpan> Holds { get; } = [];

    /// <summary>Called with each id before it is deleted; may throw in place of that.</summary>
    internal Action<string, CancellationToken> BeforeDelete { get; set; } = (_, _) => { };

    /// <summary>How many times messages can be received; after that the queue refuses.</summary>
    internal int Receives { get; set; } = int.MaxValue;

    /// <summary>Puts a message in. Its id is <c>m1</c> for the first one.</summary>
    internal FakeQueue With(string body, string? error = null, string? target = null)
    {
        _messages.Add(new(string.Create(CultureInfo.InvariantCulture, $"m{_messages.Count + 1}"), "", body, error) { TargetArn = target });
        return this;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(TimeSpan hold, CancellationToken cancellationToken)
    {
        Holds.Add(hold);
        if (Holds.Count > Receives)
            return Task.FromException<IReadOnlyList<QueueMessage>>(new RedriveException("SQS answered AccessDenied: no"));
        if (_messages.All(message => _hidden.Contains(message.Id)))
            _hidden.Clear();
        return Task.FromResult<IReadOnlyList<QueueMessage>>(
            [.. _messages.Where(message => !_hidden.Contains(message.Id)).Take(MostMessages).ToList().Where(message => _hidden.Add(message.Id))]);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            BeforeDelete(message.Id, cancellationToken);
        }
        catch (RedriveException refusal)
        {
            return Task.FromException(refusal);
        }

        _messages.RemoveAll(inside => inside.Id == message.Id);
        return Task.CompletedTask;
    }
}
