namespace ScanResponder.Triggers;

/// <summary>Where on the instance something was tried, as far as the finding says; both are null where it does not.</summary>
/// <param name="Address">The instance's address, in its canonical spelling.</param>
/// <param name="InterfaceId">The network interface, <c>eni-…</c>.</param>
public sealed record ProbedPlace(string? Address, string? InterfaceId)
{
    /// <summary>The address and the interface, as far as they are known.</summary>
    public override string ToString() => (Address, InterfaceId) switch
    {
        ({ } address, { } id) => $"{address} ({id})",
        _ => Address ?? InterfaceId ?? "no place",
    };
}
