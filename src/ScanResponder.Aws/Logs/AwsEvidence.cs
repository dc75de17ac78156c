using System.Collections.Concurrent;
using System.Collections.Immutable;
using Amazon.CloudWatchLogs;
using Amazon.Runtime;
using ScanResponder.Accounts;
using ScanResponder.Evidence;

namespace ScanResponder.Aws.Logs;

/// <summary>The sources of evidence that AWS has.</summary>
public static class AwsEvidence
{
    /// <summary>The sources that the settings name, each of which is asked about every finding. No client is made before it is needed.</summary>
    /// <param name="accounts">The accounts whose flow logs can be listed.</param>
    /// <param name="ownAccountId">The function's own account, whose log groups can be asked; null where it is not known.</param>
    /// <param name="region">The function's own Region, which is that of Athena's workgroup. Log groups are asked in the Region of the finding.</param>
    /// <param name="flowLogs">Where flow logs are looked for.</param>
    /// <param name="authLogs">The log group with sshd's lines; null for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="credentials">Whose logs they are; null for the default chain.</param>
    /// <param name="http">What carries requests; null for .NET's own HTTP.</param>
    public static ImmutableArray<IEvidenceSource> Sources(
        IAccounts accounts, string? ownAccountId, string region, FlowLogPlace flowLogs, string? authLogs, TimeProvider time, AWSCredentials? credentials = null, HttpClientFactory? http = null)
    {
        var clients = new ConcurrentDictionary<string, IAmazonCloudWatchLogs>(StringComparer.Ordinal);
        var insights = new LogsInsights(name => clients.GetOrAdd(name, _ => AwsClients.Logs(name, credentials, http)), time);
        IEvidenceSource? flows = flowLogs switch
        {
            FlowLogPlace.Off => null,
            FlowLogPlace.Auto => new LogGroupFlowLogs(accounts, ownAccountId, insights, null),
            FlowLogPlace.LogGroup group => new LogGroupFlowLogs(accounts, ownAccountId, insights, group.Name),
            FlowLogPlace.AthenaTable table => new AthenaFlowLogs(accounts, new(() => AwsClients.Athena(region, credentials, http)), region, table, time),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var logins = authLogs is null ? null : new SshdLogins(insights, authLogs);
        return [.. new IEvidenceSource?[] { flows, logins }.OfType<IEvidenceSource>()];
    }
}
