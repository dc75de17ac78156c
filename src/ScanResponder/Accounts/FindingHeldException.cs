namespace ScanResponder.Accounts;

/// <summary>
/// An update of a finding came while an earlier one is being answered. It ends the invocation, so that Lambda delivers the update again when that
/// is done: it may bring news.
/// </summary>
public sealed class FindingHeldException(string message) : Exception(message);
