using System.Collections.Immutable;
using ScanResponder.Evidence;
using ScanResponder.Network;
using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Evidence;

/// <summary>A finding about SSH on one instance, as far as logs are asked about it.</summary>
internal static class LogFinding
{
    internal static readonly DateTimeOffset First = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    internal static readonly DateTimeOffset Last = First.AddMinutes(30);

    internal static Finding Ssh { get; } = new()
    {
        Id = "b6f0a1",
        Type = "Recon:EC2/PortProbeUnprotectedPort",
        Kind = FindingKind.Of("Recon:EC2/PortProbeUnprotectedPort"),
        AccountId = "123456789012",
        Region = "eu-west-1",
        Partition = "aws",
        FirstSeen = First,
        LastSeen = Last,
        UpdatedAt = Last,
        Instance = new("i-0abc", "web-1", "running", null, null, null, null, "10.0.1.5", "vpc-1", "subnet-1", TagSet.Empty),
        Interfaces = [new("eni-1", "vpc-1", "subnet-1", "198.51.100.7", "10.0.1.5", ["sg-1"])],
        Probes = [Probe(22, "203.0.113.9")],
    };

    internal static LogQuestion Question => LogQuestion.Of(Ssh)!;

    internal static Probe Probe(int port, string remote) => new(port, null, remote, null, null, null, "10.0.1.5");

    internal static LogQuestion QuestionAbout(params ImmutableArray<int> ports) =>
        LogQuestion.Of(Ssh with { Probes = [.. ports.Select(port => Probe(port, "203.0.113.9"))] })!;
}
