using System.Globalization;
using ScanResponder.Exposure;

namespace ScanResponder.Alerts;

/// <summary>Whether packets of strangers get through to what a rule leaves open.</summary>
/// <param name="Reachable">True where they get through, false where something on the path stops them, null where that is not known.</param>
/// <param name="Because">The reason, as a sentence for the alert.</param>
public sealed record Reach(bool? Reachable, string Because)
{
    /// <summary>What can be said where nobody looked at the path.</summary>
    public static Reach NotChecked(PortExposure exposure) => new(null, string.Create(
        CultureInfo.InvariantCulture,
        $"The rule admits the whole internet to TCP {exposure.Port}; whether packets get that far (public address, route, network ACL) was not checked."));
}
