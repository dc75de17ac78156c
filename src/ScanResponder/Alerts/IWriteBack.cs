namespace ScanResponder.Alerts;

/// <summary>Tells the service that noticed what came of it.</summary>
public interface IWriteBack
{
    /// <summary>
    /// Tells it: that people know, and that it is closed where it is. An alert that came from elsewhere is none of its business. Whoever implements this notes
    /// what goes wrong, and throws nothing: an alert never depends on it.
    /// </summary>
    /// <param name="alert">What came of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task TellAsync(Alert alert, CancellationToken cancellationToken);
}
