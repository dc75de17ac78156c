using ScanResponder.Network;

namespace ScanResponder.Tests.Network;

public class TrafficTests
{
    [Theory]
    [InlineData("tcp", 20, 25, "tcp 20-25")]
    [InlineData("TCP", 22, 22, "tcp 22")]
    [InlineData("6", 0, 65535, "tcp 0-65535")]
    [InlineData("tcp", null, null, "tcp 0-65535")]
    [InlineData("tcp", -1, -1, "tcp 0-65535")]
    [InlineData("17", 53, 53, "udp 53")]
    [InlineData("tcp", null, -1, "tcp 0-65535")]
    [InlineData("udp", -1, null, "udp 0-65535")]
    [InlineData("-1", null, null, "all traffic")]
    [InlineData("-1", -1, -1, "all traffic")]
    [InlineData("-1", 0, 65535, "all traffic")]
    [InlineData("icmp", -1, -1, "icmp all")]
    [InlineData("icmp", null, null, "icmp all")]
    [InlineData("icmp", 3, null, "icmp 3")]
    [InlineData("icmpv6", 128, null, "icmpv6 128")]
    [InlineData("1", 8, -1, "icmp 8")]
    [InlineData("icmp", 3, 4, "icmp 3/4")]
    [InlineData("icmpv6", null, null, "icmpv6 all")]
    [InlineData("58", 128, 0, "icmpv6 128/0")]
    [InlineData("47", null, null, "protocol 47")]
    [InlineData("50", -1, -1, "protocol 50")]
    public void Protocols_come_by_name_or_number(string protocol, int? from, int? to, string text) =>
        Assert.Equal(text, Traffic.FromEc2(protocol, from, to).ToString());

    [Theory]
    [InlineData(null, 22, 22, "a security-group rule has no IpProtocol")]
    [InlineData("", 22, 22, "a security-group rule has no IpProtocol")]
    [InlineData("tcp", 25, 20, "tcp ports 25-20 are not a range within 0-65535")]
    [InlineData("tcp", 0, 65536, "tcp ports 0-65536 are not a range within 0-65535")]
    [InlineData("6", -1, 22, "6 ports -1-22 are not a range within 0-65535")]
    [InlineData("udp", 22, null, "udp ports 22- are not a range within 0-65535")]
    [InlineData("udp", 22, -1, "udp ports 22--1 are not a range within 0-65535")]
    public void What_EC2_never_writes_is_refused(string? protocol, int? from, int? to, string why) =>
        Assert.Equal(why, Assert.Throws<FormatException>(() => Traffic.FromEc2(protocol, from, to)).Message);

    [Theory]
    [InlineData("tcp", 20, 25)]
    [InlineData("udp", 0, 65535)]
    [InlineData("icmp", 8, -1)]
    [InlineData("icmpv6", -1, -1)]
    [InlineData("-1", -1, -1)]
    [InlineData("47", -1, -1)]
    public void Traffic_is_written_as_it_was_read(string protocol, int from, int to)
    {
        var traffic = Traffic.FromEc2(protocol, from, to);

        Assert.Equal((protocol, from, to), (traffic.Protocol, traffic.FromPort, traffic.ToPort));
    }

    [Theory]
    [InlineData("tcp", "0-65535")]
    [InlineData("-1", "0-65535")]
    [InlineData("udp", "")]
    [InlineData("icmp", "")]
    [InlineData("icmpv6", "")]
    [InlineData("47", "")]
    public void Only_tcp_and_all_traffic_have_tcp_ports(string protocol, string ports) =>
        Assert.Equal(ports, Traffic.FromEc2(protocol, null, null).TcpPorts.ToString());

    [Theory]
    [InlineData("-1", null, null, "47", null, null, true)]
    [InlineData("-1", null, null, "-1", null, null, true)]
    [InlineData("tcp", 0, 65535, "-1", null, null, false)]
    [InlineData("tcp", 20, 25, "tcp", 20, 25, true)]
    [InlineData("tcp", 20, 25, "tcp", 22, 26, false)]
    [InlineData("tcp", 20, 25, "udp", 22, 22, false)]
    [InlineData("udp", 20, 25, "udp", 22, 22, true)]
    [InlineData("icmp", -1, -1, "icmp", 3, 4, true)]
    [InlineData("icmp", 3, -1, "icmp", 3, 4, true)]
    [InlineData("icmp", 3, 4, "icmp", 3, -1, false)]
    [InlineData("icmp", 8, -1, "icmp", 3, 4, false)]
    [InlineData("icmp", -1, -1, "icmpv6", -1, -1, false)]
    [InlineData("icmpv6", -1, -1, "icmpv6", 128, 0, true)]
    [InlineData("47", null, null, "47", null, null, true)]
    [InlineData("47", null, null, "50", null, null, false)]
    public void Traffic_covers_what_is_all_within_it(string protocol, int? from, int? to, string other, int? otherFrom, int? otherTo, bool covers) =>
        Assert.Equal(covers, Traffic.FromEc2(protocol, from, to).Covers(Traffic.FromEc2(other, otherFrom, otherTo)));
}
