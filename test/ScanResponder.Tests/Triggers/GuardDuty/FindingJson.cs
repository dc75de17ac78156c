using System.Text.Json;
using System.Text.Json.Nodes;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Triggers.GuardDuty;

/// <summary>Findings as JSON: just enough of one around the part that a test is about, and one with every part.</summary>
internal static class FindingJson
{
    public const string PortProbe = "Recon:EC2/PortProbeUnprotectedPort";

    /// <summary>A finding that says something in every place that is read.</summary>
    public const string Full = """
        {
          "schemaVersion": "2.0",
          "accountId": "111122223333",
          "region": "eu-west-1",
          "partition": "aws",
          "id": "8ab1c2d3e4f5061728394a5b6c7d8e9f",
          "type": "Recon:EC2/PortProbeUnprotectedPort",
          "resource": {
            "resourceType": "Instance",
            "instanceDetails": {
              "instanceId": "i-0a1b2c3d4e5f60718",
              "instanceType": "t3.micro",
              "outpostArn": null,
              "launchTime": "2025-03-01T08:00:00.000Z",
              "platform": null,
              "productCodes": [],
              "iamInstanceProfile": null,
              "networkInterfaces": [
                {
                  "networkInterfaceId": "eni-0aaa",
                  "ipv6Addresses": [],
                  "privateIpAddress": "10.0.1.15",
                  "publicIp": "198.51.100.7",
                  "subnetId": "subnet-0aaa",
                  "vpcId": "vpc-0aaa",
                  "securityGroups": [
                    { "groupName": "web", "groupId": "sg-0aaa" },
                    { "groupName": "ssh", "groupId": "sg-0bbb" }
                  ]
                },
                {
                  "networkInterfaceId": "eni-0bbb",
                  "privateIpAddress": "10.0.2.15",
                  "subnetId": "subnet-0bbb",
                  "vpcId": "vpc-0aaa",
                  "securityGroups": [ { "groupName": "ssh", "groupId": "sg-0bbb" }, { "groupName": "admin", "groupId": "sg-0ccc" } ]
                }
              ],
              "tags": [ { "key": "Name", "value": "bastion" }, { "key": "team", "value": "edge" } ],
              "instanceState": "running",
              "imageId": "ami-0a1b2c3d"
            }
          },
          "service": {
            "serviceName": "guardduty",
            "action": {
              "actionType": "PORT_PROBE",
              "portProbeAction": {
                "blocked": false,
                "portProbeDetails": [
                  {
                    "localPortDetails": { "port": 22, "portName": "SSH" },
                    "localIpDetails": { "ipAddressV4": "10.0.1.15" },
                    "remoteIpDetails": {
                      "ipAddressV4": "203.0.113.9",
                      "organization": { "asn": "64500", "asnOrg": "Example Transit", "isp": "Example ISP", "org": "Example Hosting" },
                      "country": { "countryName": "Norway" },
                      "city": { "cityName": "" },
                      "geoLocation": { "lat": 60, "lon": 10.5 }
                    }
                  },
                  {
                    "localPortDetails": { "port": 4242, "portName": "Unknown" },
                    "localIpDetails": { "ipAddressV4": "10.0.2.15" },
                    "remoteIpDetails": {
                      "ipAddressV4": "203.0.113.77",
                      "organization": { "asn": "64501" },
                      "country": { "countryName": null }
                    }
                  }
                ]
              }
            },
            "evidence": { "threatIntelligenceDetails": [ { "threatListName": "ExampleThreats", "threatNames": [ "Scanner" ] } ] },
            "resourceRole": "TARGET",
            "eventFirstSeen": "2025-03-02T01:02:03Z",
            "eventLastSeen": "2025-03-02T04:05:06.789Z",
            "archived": false,
            "count": 17,
            "additionalInfo": { "value": "{\"threatName\":\"Scanner\",\"threatListName\":\"ExampleThreats\"}", "type": "default" }
          },
          "severity": 5.3,
          "createdAt": "2025-03-02T01:10:00.000Z",
          "updatedAt": "2025-03-02T04:10:00.000Z",
          "title": "An unprotected port is being probed. ",
          "description": "A known scanner probes a port."
        }
        """;

    public static Finding ReadFull() => Read(JsonNode.Parse(Full)!);

    /// <summary>Reads a finding of this type that has, beside the least that every finding has, these parts.</summary>
    public static Finding Read(string type, string parts)
    {
        var detail = JsonNode.Parse("""{ "id": "f1", "accountId": "111122223333", "region": "eu-west-1" }""")!.AsObject();
        detail["type"] = type;
        foreach (var (name, value) in JsonNode.Parse(parts)!.AsObject())
            detail[name] = value?.DeepClone();
        return Read(detail);
    }

    public static Finding Read(JsonNode detail) => FindingReader.Read(JsonElement.Parse(detail.ToJsonString()), null, null);

    /// <summary>All that a finding says, as text to compare: the lists in a finding are not equal by value.</summary>
    public static string Text(Finding finding) => $"{finding.Kind.GetType().Name} {JsonSerializer.Serialize(finding)}";
}
