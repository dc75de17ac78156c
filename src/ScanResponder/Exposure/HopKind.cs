namespace ScanResponder.Exposure;

/// <summary>A place on the way from the internet to a port.</summary>
internal enum HopKind
{
    /// <summary>Who sends the packets.</summary>
    Source,

    /// <summary>The route between the subnet and an internet gateway.</summary>
    Route,

    /// <summary>The network ACL of the subnet.</summary>
    NetworkAcl,

    /// <summary>The security groups.</summary>
    SecurityGroup,

    /// <summary>The interface with its public address.</summary>
    Interface,
}
