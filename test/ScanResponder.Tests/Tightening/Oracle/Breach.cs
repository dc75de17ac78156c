namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>How a change of rules broke the promise; two empty sets where it kept it.</summary>
/// <param name="Lost">Packets that should still be admitted.</param>
/// <param name="Gained">Packets that should be denied: the port left open, or something new let in.</param>
internal sealed record Breach(PacketSet Lost, PacketSet Gained)
{
    internal static Breach None { get; } = new(PacketSet.Empty, PacketSet.Empty);
}
