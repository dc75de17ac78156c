namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>An instance of a test's account.</summary>
/// <param name="Id">i-…</param>
/// <param name="AccountId">The account that owns it.</param>
/// <param name="Region">Its Region.</param>
/// <param name="Network">Where it lives.</param>
/// <param name="Interfaces">Its interfaces by device index; never empty.</param>
public sealed record Ec2Instance(string Id, string AccountId, string Region, PublicNetwork Network, IReadOnlyList<Interface> Interfaces);
