namespace ScanResponder.Alerts;

/// <summary>Where the pages of alerts are kept, for people who would rather look than read.</summary>
public interface IPageStore
{
    /// <summary>Where people find the page with this key. It is known before the page is written, since the alert that links to it goes out beside that.</summary>
    /// <param name="key">The key, as <see cref="Page.PageKey"/> makes it.</param>
    string LinkTo(string key);

    /// <summary>Keeps a page. Whoever implements this throws nothing that AWS or the network is to blame for: an alert never depends on its page.</summary>
    /// <param name="key">The key.</param>
    /// <param name="html">The page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why the page is not there, as a sentence; null where it is.</returns>
    Task<string?> WriteAsync(string key, string html, CancellationToken cancellationToken);
}
