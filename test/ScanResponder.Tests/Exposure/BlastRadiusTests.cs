using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tests.Exposure;

public sealed class BlastRadiusTests
{
    [Theory]
    [InlineData("interface", "ELB app/web/50dc6c495c0c9188", "load balancer web")]
    [InlineData("network_load_balancer", "ELB net/edge/50dc6c495c0c9188", "load balancer edge")]
    [InlineData("gateway_load_balancer", "ELB gwy/inspect/50dc6c495c0c9188", "load balancer inspect")]
    [InlineData("interface", "ELB old-classic", "load balancer old-classic")]
    [InlineData("interface", "RDSNetworkInterface", "RDS database (eni-1)")]
    [InlineData("interface", "RedshiftNetworkInterface", "Redshift cluster (eni-1)")]
    [InlineData("lambda", "AWS Lambda VPC ENI-orders-0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0", "Lambda function orders")]
    [InlineData("lambda", "AWS Lambda VPC ENI-orders", "Lambda function orders")]
    [InlineData("vpc_endpoint", "VPC Endpoint Interface vpce-0a1b2c3d", "VPC endpoint vpce-0a1b2c3d")]
    [InlineData("interface", "EFS mount target for fs-1 (fsmt-1)", "EFS mount target for fs-1 (fsmt-1) (eni-1)")]
    [InlineData("quicksight", "", "quicksight eni-1")]
    public void What_an_interface_serves_is_told_by_its_type_and_description(string type, string description, string name) =>
        Assert.Equal([name], BlastRadius.Of(["sg-1"], [Interface("eni-1", null, type, description)], [])[0].First);

    [Fact]
    public void Instances_come_first_by_name_then_by_id_then_services()
    {
        var radius = BlastRadius.Of(
            ["sg-1"],
            [Interface("eni-1", null, "interface", "RDSNetworkInterface"), Interface("eni-2", "i-2"), Interface("eni-3", "i-3"), Interface("eni-4", "i-3")],
            [Named("i-3", "web"), Named("i-2", " ")]);

        Assert.Equal(["web (i-3)", "i-2", "RDS database (eni-1)"], Assert.Single(radius).First);
        Assert.Equal(4, radius[0].Count);
    }

    [Fact]
    public void All_are_counted_and_ten_are_named()
    {
        var radius = BlastRadius.Of(["sg-1"], [.. Enumerable.Range(0, 5_000).Select(number => Interface($"eni-{number}", $"i-{number}"))], [Named("i-4999", "last")])[0];

        Assert.Equal(5_000, radius.Count);
        Assert.Equal(10, radius.First.Length);
        Assert.Equal("last (i-4999)", radius.First[0]);
    }

    [Fact]
    public void Each_group_has_its_own_count_once()
    {
        var radius = BlastRadius.Of(["sg-2", "sg-1", "sg-2"], [Interface("eni-1", "i-1")], []);

        Assert.Equal([("sg-2", 0), ("sg-1", 1)], radius.Select(one => (one.GroupId, one.Count ?? -1)));
    }

    [Fact]
    public void Interfaces_that_could_not_be_read_are_not_counted_as_none() => Assert.Null(Assert.Single(BlastRadius.Of(["sg-1"], null, [])).Count);

    private static NetworkInterface Interface(string id, string? instanceId, string type = "interface", string description = "") =>
        new(id, instanceId, "vpc-1", "subnet-1", ["sg-1"], [], [], [], type, description, null);

    private static Instance Named(string id, string name) => new(id, name, "running", null, null, null, null, null, null, null, TagSet.Empty);
}
