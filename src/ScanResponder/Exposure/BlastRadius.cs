using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>Who else is concerned by a change of a security group: the interfaces that use it, beside those of the instance.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Count">How many interfaces of others use it; null where that could not be read.</param>
/// <param name="First">
/// What those interfaces serve, at most <see cref="MostNamed"/> of them, each once: instances first, those with a name before those without.
/// </param>
public sealed partial record BlastRadius(string GroupId, int? Count, ImmutableArray<string> First)
{
    /// <summary>How many names a group gets. Beyond that people are better served by the number.</summary>
    public const int MostNamed = 10;

    /// <summary>One for each group, in their order.</summary>
    /// <param name="groupIds">The groups.</param>
    /// <param name="sharing">The interfaces that others have in those groups; null where they could not be read.</param>
    /// <param name="instances">Instances among those that the interfaces belong to, for their names.</param>
    public static ImmutableArray<BlastRadius> Of(
        IEnumerable<string> groupIds, IReadOnlyCollection<NetworkInterface>? sharing, IEnumerable<Instance> instances)
    {
        var names = instances
            .Where(instance => !string.IsNullOrWhiteSpace(instance.Name))
            .DistinctBy(instance => instance.Id)
            .ToDictionary(instance => instance.Id, instance => instance.Name!);
        return [.. groupIds.Distinct().Select(id => Of(id, sharing?.Where(networkInterface => networkInterface.GroupIds.Contains(id)).ToList(), names))];
    }

    private static BlastRadius Of(string groupId, List<NetworkInterface>? interfaces, Dictionary<string, string> names) => new(
        groupId,
        interfaces?.Count,
        [
            .. (interfaces ?? [])
                .OrderBy(networkInterface => networkInterface.InstanceId is null ? 2 : names.ContainsKey(networkInterface.InstanceId) ? 0 : 1)
                .Select(networkInterface => NameOf(networkInterface, names))
                .Distinct()
                .Take(MostNamed),
        ]);

    private static string NameOf(NetworkInterface networkInterface, Dictionary<string, string> names) =>
        NameOf(networkInterface, networkInterface.InstanceId is { } id ? names.GetValueOrDefault(id) : null);

    /// <summary>What people call the interface by what it serves.</summary>
    internal static string NameOf(NetworkInterface networkInterface, Instance? instance) =>
        NameOf(networkInterface, string.IsNullOrWhiteSpace(instance?.Name) ? null : instance.Name);

    private static string NameOf(NetworkInterface networkInterface, string? name) => networkInterface.InstanceId is { } id
        ? name is null ? id : $"{name} ({id})"
        : ServiceOf(networkInterface) ?? (networkInterface.Description is "" ? $"{networkInterface.InterfaceType} {networkInterface.Id}" : $"{networkInterface.Description} ({networkInterface.Id})");

    /// <summary>The name of the load balancer that the interface belongs to; null where it belongs to none.</summary>
    internal static string? LoadBalancerOf(NetworkInterface networkInterface) => LoadBalancer().Match(networkInterface.Description) is { Success: true } balancer ? balancer.Groups["name"].Value : null;

    /// <summary>
    /// What the interface serves, as far as the description tells that the service itself gave it:
    /// <see href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html"/>.
    /// </summary>
    private static string? ServiceOf(NetworkInterface networkInterface)
    {
        if (LoadBalancerOf(networkInterface) is { } balancer)
            return $"load balancer {balancer}";
        if (Function().Match(networkInterface.Description) is { Success: true } function)
            return $"Lambda function {function.Groups["name"].Value}";
        if (Endpoint().Match(networkInterface.Description) is { Success: true } endpoint)
            return $"VPC endpoint {endpoint.Groups["name"].Value}";
        return networkInterface.Description switch
        {
            "RDSNetworkInterface" => $"RDS database ({networkInterface.Id})",
            "RedshiftNetworkInterface" => $"Redshift cluster ({networkInterface.Id})",
            _ => null,
        };
    }

    // "ELB app/web/0123456789abcdef", "ELB net/…", "ELB gwy/…", and "ELB web" of a Classic Load Balancer.
    [GeneratedRegex("^ELB (?:(?:app|net|gwy)/)?(?<name>[^/]+)(?:/[0-9a-f]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex LoadBalancer();

    // The interface is shared by functions with the same subnets and groups, and named after the first.
    [GeneratedRegex("^AWS Lambda VPC ENI-(?<name>.+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Function();

    [GeneratedRegex("^VPC Endpoint Interface (?<name>vpce-[0-9a-z]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Endpoint();
}
