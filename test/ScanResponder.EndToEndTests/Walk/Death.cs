namespace ScanResponder.EndToEndTests.Walk;

/// <summary>Where the process dies.</summary>
/// <param name="Action">The operation.</param>
/// <param name="Occurrence">Which call of the operation, counted from the start of the process; 1 for the first.</param>
/// <param name="After">True where AWS has performed the call by then.</param>
internal sealed record Death(string Action, int Occurrence, bool After);
