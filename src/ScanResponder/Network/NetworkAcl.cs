using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>
/// A network ACL, which every packet passes that enters or leaves its subnets. It keeps no state: replies need a rule of their own.
/// <see href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html"/>.
/// </summary>
/// <param name="Id"><c>acl-…</c>.</param>
/// <param name="IsDefault">True for the one that comes with the VPC.</param>
/// <param name="SubnetIds">The subnets it guards.</param>
/// <param name="Entries">
/// Its rules, in no particular order. A packet that none of them matches is dropped, whether EC2 lists its last rule or not.
/// </param>
public sealed record NetworkAcl(string Id, bool IsDefault, ImmutableArray<string> SubnetIds, ImmutableArray<AclEntry> Entries)
{
    /// <summary>
    /// The first rule that speaks of TCP packets to this port, from or to this address; null where none does, and the packet is dropped.
    /// </summary>
    /// <param name="egress">True for packets that leave the subnet.</param>
    /// <param name="remote">The address outside the subnet, as a block of one.</param>
    /// <param name="port">The port that the packet goes to.</param>
    public AclEntry? FirstMatch(bool egress, Cidr remote, int port)
    {
        AclEntry? first = null;
        foreach (var entry in Entries)
        {
            if (entry.Egress == egress
                && (first is null || entry.Number < first.Number)
                && entry.Block.Contains(remote)
                && entry.Traffic.TcpPorts is { } ports
                && ports.Contains(port))
            {
                first = entry;
            }
        }

        return first;
    }
}
