namespace ScanResponder.Network;

/// <summary>
/// A rule of a network ACL: <see href="https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html"/>.
/// </summary>
/// <param name="Number">Its place: rules are tried by ascending number. 1 to 32766, and beyond that EC2's own last rules, shown as <c>*</c>.</param>
/// <param name="Egress">True for packets that leave the subnet.</param>
/// <param name="Allow">True where it lets packets pass, false where it drops them.</param>
/// <param name="Traffic">The packets it speaks of; ports are those of the packet's destination.</param>
/// <param name="Block">The addresses outside the subnet: where inbound packets come from, where outbound ones go.</param>
public sealed record AclEntry(int Number, bool Egress, bool Allow, Traffic Traffic, Cidr Block)
{
    /// <summary>The highest number that people can give to a rule.</summary>
    public const int HighestNumber = 32766;

    /// <summary><c>rule 100</c>, or <c>rule *</c> for EC2's own last rules.</summary>
    public string Name => Number > HighestNumber ? "rule *" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rule {Number}");
}
