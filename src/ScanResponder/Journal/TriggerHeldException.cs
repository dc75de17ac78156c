namespace ScanResponder.Journal;

/// <summary>
/// An update of a finding came while another one is being answered. It ends the invocation, so that Lambda delivers the update again when that
/// is done: it may bring news.
/// </summary>
internal sealed class TriggerHeldException(string message) : Exception(message);
