using System.Collections.Immutable;
using ScanResponder.Accounts;

namespace ScanResponder.Evidence;

/// <summary>An account that remembers the calls that changed it.</summary>
public interface IEventHistory
{
    /// <summary>
    /// The latest calls that name the security group, each as CloudTrail records it, in JSON. Nobody vouches for their shape:
    /// <see href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html"/>.
    /// </summary>
    /// <exception cref="AccountException">The account does not answer as asked.</exception>
    Task<ImmutableArray<string>> CallsAboutAsync(string groupId, CancellationToken cancellationToken);
}
