using ScanResponder.Network;

namespace ScanResponder.Tests.Network;

public class NetworkAclTests
{
    [Theory]
    [InlineData(1, "rule 1")]
    [InlineData(32766, "rule 32766")]
    [InlineData(32767, "rule *")]
    [InlineData(32768, "rule *")]
    public void A_rule_beyond_those_that_people_make_is_called_as_the_console_calls_it(int number, string name) =>
        Assert.Equal(name, new AclEntry(number, Egress: false, Allow: true, new Traffic.All(), Cidr.Parse("0.0.0.0/0")).Name);
}
