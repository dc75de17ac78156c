using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ScanResponder.Triggers.SecurityHub;

/// <summary>
/// Puts a finding of GuardDuty that Security Hub passes through back into GuardDuty's own form, as far as it is told, so that it is the same finding with the
/// same key whichever way it comes.
/// </summary>
internal static class GuardDutyFinding
{
    private const string Prefix = "aws/guardduty/service/";
    private const int MostFields = 2_000;
    private const int DeepestField = 20;
    private const int MostEvidences = 1_000;

    private static readonly ImmutableArray<string> BruteForces = ["UnauthorizedAccess:EC2/SSHBruteForce", "UnauthorizedAccess:EC2/RDPBruteForce"];

    /// <summary>The finding; null where it is none of GuardDuty's that are answered.</summary>
    internal static JsonPart? OfOlder(JsonPart finding)
    {
        if (finding["ProductArn"].Text?.EndsWith("product/aws/guardduty", StringComparison.Ordinal) is not true || TypeOf(finding["Types"]) is not { } type)
            return null;
        var service = new JsonObject();
        foreach (var (name, field) in finding["ProductFields"].Properties.Take(MostFields))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && field.Text is { } text)
                Put(service, name[Prefix.Length..].Split('/'), text);
        }

        GatherProbes((service["action"] as JsonObject)?["portProbeAction"] as JsonObject);
        var resource = finding["Resources"].Items.FirstOrDefault(part => part["Type"].Text == "AwsEc2Instance");
        var severity = finding["Severity"];
        return Finding(
            finding,
            finding["Id"],
            type,
            finding["AwsAccountId"].Text,
            finding["Region"].Text,
            resource["Id"].Text,
            severity["Product"].Number ?? LeastOf(severity["Label"].Text),
            finding["Title"].Text,
            finding["UpdatedAt"].Text,
            service);
    }

    /// <inheritdoc cref="OfOlder"/>
    internal static JsonPart? OfNewer(JsonPart finding)
    {
        var about = finding["finding_info"];
        if (finding["metadata"]["product"]["uid"].Text?.Contains("guardduty", StringComparison.OrdinalIgnoreCase) is not true
            || TypeOf(about["types"]) is not { } type)
        {
            return null;
        }

        var probes = new JsonArray();
        foreach (var evidence in finding["evidences"].Items.Take(MostEvidences))
        {
            probes.Add((JsonNode)new JsonObject
            {
                ["localPortDetails"] = new JsonObject { ["port"] = evidence["dst_endpoint"]["port"].Text },
                ["remoteIpDetails"] = new JsonObject { ["ipAddressV4"] = evidence["src_endpoint"]["ip"].Text },
            });
        }

        // Of a connection there is one, which a compromised instance may have made itself.
        var first = finding["evidences"].Items.FirstOrDefault();
        var isOutbound = first["connection_info"]["direction_id"].Integer is 2;
        var connection = new JsonObject
        {
            ["connectionDirection"] = isOutbound ? "OUTBOUND" : "INBOUND",
            ["localPortDetails"] = new JsonObject { ["port"] = first[isOutbound ? "src_endpoint" : "dst_endpoint"]["port"].Text },
            ["remoteIpDetails"] = new JsonObject { ["ipAddressV4"] = first[isOutbound ? "dst_endpoint" : "src_endpoint"]["ip"].Text },
        };
        var isConnection = BruteForces.Contains(type);
        var resource = finding["resources"].Items.FirstOrDefault(part => part["type"].Text == "AWS::EC2::Instance");
        var changed = about["modified_time"].Time ?? finding["time"].Time;
        return Finding(
            finding,
            about["uid"],
            type,
            finding["cloud"]["account"]["uid"].Text,
            finding["cloud"]["region"].Text,
            resource["uid"].Text,
            finding["severity_id"].Integer switch { 2 => 1, 3 => 4, 4 => 7, 5 or 6 => 9, _ => null },
            about["title"].Text,
            changed is { } time ? ReceivedEvent.Revision(time) : null,
            new()
            {
                ["resourceRole"] = isOutbound ? "ACTOR" : "TARGET",
                ["action"] = isConnection
                    ? new JsonObject { ["actionType"] = "NETWORK_CONNECTION", ["networkConnectionAction"] = connection }
                    : new JsonObject { ["actionType"] = "PORT_PROBE", ["portProbeAction"] = new JsonObject { ["portProbeDetails"] = probes } },
            });
    }

    private static JsonPart Finding(
        JsonPart finding, JsonPart id, string type, string? account, string? region, string? instance, double? severity, string? title, string? updated, JsonObject service)
    {
        var built = new JsonObject
        {
            // The finding's id is the end of its ARN, which some write without a Region.
            ["id"] = id.Text?.Split('/')[^1] is { Length: > 0 } text ? text : throw new TriggerFormatException(id.Place, id.Found, "the finding's id, a non-empty string"),
            ["type"] = type,
            ["accountId"] = account,
            ["region"] = region,
            ["severity"] = severity is { } number && double.IsFinite(number) ? number : null,
            ["title"] = title,
            ["updatedAt"] = updated,
            ["resource"] = new JsonObject
            {
                ["resourceType"] = "Instance",
                ["instanceDetails"] = instance is null ? null : new JsonObject { ["instanceId"] = instance.Split('/')[^1] },
            },
            ["service"] = service,
        };
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            built.WriteTo(writer);
        return new(JsonElement.Parse(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length)), finding.Place);
    }

    /// <summary>
    /// GuardDuty's own type: what comes after the last slash of <c>TTPs/Discovery/Recon:EC2-PortProbeUnprotectedPort</c>, in which a hyphen stands for the
    /// slash. Null where it is none that is answered.
    /// </summary>
    private static string? TypeOf(JsonPart types)
    {
        foreach (var text in types.Items.Select(type => type.Text).OfType<string>())
        {
            if (text.IndexOf(':', StringComparison.Ordinal) is var colon && colon < 0)
                continue;
            var name = text[(text.LastIndexOf('/', colon) + 1)..];
            var hyphen = name.IndexOf('-', StringComparison.Ordinal);
            var type = hyphen > 0 && !name.Contains('/', StringComparison.Ordinal) ? $"{name[..hyphen]}/{name[(hyphen + 1)..]}" : name;
            if (type.StartsWith("Recon:", StringComparison.Ordinal) || BruteForces.Contains(type))
                return type;
        }

        return null;
    }

    /// <summary>Puts a value where its path leads; an entry of a list stands as <c>portProbeDetails.0_</c>, or as <c>portProbeDetails:0</c>.</summary>
    private static void Put(JsonObject root, string[] path, string value)
    {
        if (path.Length > DeepestField)
            return;
        var place = root;
        foreach (var name in path[..^1])
        {
            if (place[name] is not { } next)
                place[name] = next = new JsonObject();
            if (next is not JsonObject inner)
                return;
            place = inner;
        }

        place[path[^1]] ??= JsonValue.Create(value);
    }

    /// <summary>Makes a list of the entries that stand as properties of their own.</summary>
    private static void GatherProbes(JsonObject? place)
    {
        const string List = "portProbeDetails";
        if (place is null)
            return;
        var entries = place.Where(entry => entry.Key.StartsWith($"{List}.", StringComparison.Ordinal) || entry.Key.StartsWith($"{List}:", StringComparison.Ordinal)).ToList();
        var array = new JsonArray();
        foreach (var entry in entries)
        {
            place.Remove(entry.Key);
            array.Add(entry.Value);
        }

        place[List] = array;
    }

    /// <summary>The least severity of GuardDuty's that Security Hub calls so.</summary>
    private static double? LeastOf(string? label) => label switch { "LOW" => 1, "MEDIUM" => 4, "HIGH" => 7, "CRITICAL" => 9, _ => null };
}
