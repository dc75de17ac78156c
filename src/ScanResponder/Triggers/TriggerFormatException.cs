namespace ScanResponder.Triggers;

/// <summary>JSON that cannot be read as a finding. The message names the place, what was found there and what is accepted.</summary>
public sealed class TriggerFormatException : FormatException
{
    internal TriggerFormatException(string place, string found, string expected, Exception? innerException = null)
        : base($"{place}: found {found}; expected {expected}", innerException) => Place = place;

    /// <summary>
    /// The path of the offending value, such as <c>detail.id</c> or <c>Findings[2].Region</c>; for text that is not JSON at all the line
    /// and the byte in it, both counted from 1.
    /// </summary>
    public string Place { get; }
}
