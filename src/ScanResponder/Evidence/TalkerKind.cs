namespace ScanResponder.Evidence;

/// <summary>What is known of who sent packets.</summary>
public enum TalkerKind
{
    /// <summary>The finding names the address.</summary>
    Named,

    /// <summary>Nobody names the address: no threat list knows it.</summary>
    Unnamed,

    /// <summary>A private address: it came from inside.</summary>
    Private,
}
