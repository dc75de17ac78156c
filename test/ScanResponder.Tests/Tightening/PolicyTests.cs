using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

public class PolicyTests
{
    [Fact]
    public void The_probed_ports_that_are_guarded_come_in_order() => Assert.Equal(
        [22, 3389], new Policy { GuardedPorts = [3389, 22, 5900] }.PortsInScope(RemediationScene.Probe("finding-1", 22, 443, 3389)));

    [Fact]
    public void All_guarded_ports_are_in_scope_if_the_operator_says_so() => Assert.Equal(
        [22, 3389], new Policy { GuardedPorts = [22, 3389], Scope = Scope.Guarded }.PortsInScope(RemediationScene.Probe("finding-1", 443)));
}
