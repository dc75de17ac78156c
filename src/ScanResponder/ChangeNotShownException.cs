using ScanResponder.Triggers;

namespace ScanResponder;

/// <summary>
/// What a call has made of a prefix list is not there for as long as an invocation can wait. It ends the invocation, so that Lambda delivers the event again:
/// nobody is to take what is not there yet for what opens nothing.
/// </summary>
/// <param name="trigger">The call.</param>
/// <param name="listId">The list.</param>
public sealed class ChangeNotShownException(Trigger trigger, string listId) : Exception(
    $"The change of {listId} by {trigger.Type} ({trigger.Id}) is not there yet, so nobody knows what it opens. Lambda retries the event.");
