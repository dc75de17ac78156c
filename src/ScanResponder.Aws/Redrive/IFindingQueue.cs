namespace ScanResponder.Aws.Redrive;

/// <summary>A queue in which events wait that were not answered.</summary>
internal interface IFindingQueue
{
    /// <summary>A few of its messages; none where there are no more. They stay in the queue, and nobody else receives them for a while.</summary>
    /// <param name="hold">How long they are hidden.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RedriveException">The queue cannot be asked, or refuses.</exception>
    Task<IReadOnlyList<QueueMessage>> ReceiveAsync(TimeSpan hold, CancellationToken cancellationToken);

    /// <summary>Takes a message out of the queue for good.</summary>
    /// <exception cref="RedriveException">The queue cannot be asked, or refuses.</exception>
    Task DeleteAsync(QueueMessage message, CancellationToken cancellationToken);
}
