using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>A rule that lets an address which a trigger names in to a port that it tried.</summary>
/// <param name="RemoteIp">The address, in its canonical spelling.</param>
/// <param name="Port">The TCP port.</param>
/// <param name="Rule">The rule.</param>
/// <param name="World">True where the rule lets the world in there; false where it names this address, its network or its group.</param>
public sealed record AdmittedBy(string RemoteIp, int Port, IngressRule Rule, bool World);
