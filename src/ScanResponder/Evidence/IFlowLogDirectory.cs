using System.Collections.Immutable;
using ScanResponder.Accounts;

namespace ScanResponder.Evidence;

/// <summary>An account that can say where flow logs go.</summary>
public interface IFlowLogDirectory
{
    /// <summary>The flow logs that run, and watch one of these interfaces, subnets and VPCs, in the order of the ids.</summary>
    /// <exception cref="AccountException">The account does not answer as asked.</exception>
    Task<ImmutableArray<FlowLog>> FlowLogsAsync(IReadOnlyCollection<string> resourceIds, CancellationToken cancellationToken);
}
