namespace ScanResponder.InMemory;

/// <summary>What a copy of an account lacks, and which conclusions cannot be drawn therefore, a sentence for each list.</summary>
internal static class CopyGaps
{
    internal static IEnumerable<string> Of(AccountSnapshot copy) => copy.Missing.Select(Gap).OfType<string>();

    private static string? Gap(string list) => list switch
    {
        "SecurityGroupRules" => "The copy has no SecurityGroupRules: the rules come from the groups' IpPermissions, so their ids are made up and their tags are not known, exemptions among them.",
        "NetworkInterfaces" => "The copy has no NetworkInterfaces: who uses a group, and whether packets get there, is not known.",
        "Reservations" => "The copy has no Reservations (aws ec2 describe-instances): which machines run, their names and their exemptions are not known.",
        "Vpcs" => "The copy has no Vpcs: whom a change must keep in is not known where the VPC's own blocks are trusted, so no commands are given then.",
        "RouteTables" => "The copy has no RouteTables: whether packets get there, and which connected networks there are, is not known.",
        "NetworkAcls" => "The copy has no NetworkAcls: whether packets get there is not known.",
        _ => null,
    };
}
