namespace ScanResponder.Exposure;

/// <summary>One place on the way from the internet to a port, as it was before any change.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="State">Whether packets get past it.</param>
/// <param name="Name">Its id or address; null where it has none, or none is known.</param>
/// <param name="Because">What decides there, in a few words and without a full stop; empty where nothing does.</param>
internal sealed record Hop(HopKind Kind, HopState State, string? Name, string Because);
