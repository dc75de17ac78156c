using System.Diagnostics;
using System.Text.Json.Nodes;
using ScanResponder.Alerts;
using ScanResponder.Aws.Api;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Aws.Alerts;

/// <summary>
/// Sets the status of Security Hub's findings: NOTIFIED (in the newer format: in progress) when people were alerted, RESOLVED with a note when the port is closed.
/// Security Hub sends the finding as an event again then, which <see cref="TriggerEvents"/> takes for nothing, since it is not new any more:
/// <see href="https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html"/>,
/// <see href="https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindingsV2.html"/>.
/// </summary>
/// <param name="failed">Is told of a finding that could not be updated, and why.</param>
public sealed class SecurityHubWriteBack(Action<Trigger, string> failed) : IWriteBack
{
    private const int LongestNote = 512;

    // https://schema.ocsf.io/1.6.0/classes/compliance_finding, status_id
    private const int InProgress = 2;
    private const int Resolved = 4;

    private readonly Func<string, IAwsApi> _open = region => new AwsApi(null, region);

    internal SecurityHubWriteBack(Func<string, IAwsApi> open, Action<Trigger, string> failed)
        : this(failed) => _open = open;

    /// <inheritdoc/>
    public async Task TellAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (alert.Trigger.HubFinding is not { } finding)
            return;
        var note = alert.Outcome.Verdict is Verdict.Tightened ? TextFormat.Truncate($"ScanResponder closed it. {alert.Outcome.Reason}", LongestNote) : null;
        var api = _open(alert.Trigger.Region);
        try
        {
            var answer = await api.AskAsync(UpdateOf(finding, note), cancellationToken);
            if (answer is JsonObject members && members["UnprocessedFindings"] is JsonArray { Count: > 0 } left)
                failed(alert.Trigger, $"Security Hub did not update it: {AwsErrors.Quote(left[0]?.ToJsonString() ?? "")}");
        }
        catch (ApiException exception)
        {
            failed(alert.Trigger, exception.Message);
        }
        catch (OperationCanceledException)
        {
            failed(alert.Trigger, "Security Hub did not answer in time");
        }
        finally
        {
            (api as IDisposable)?.Dispose();
        }
    }

    private static ApiCall UpdateOf(HubFinding finding, string? note)
    {
        switch (finding)
        {
            case HubFinding.Newer newer:
                var change = new JsonObject { ["MetadataUids"] = new JsonArray(newer.MetadataUid), ["StatusId"] = note is null ? InProgress : Resolved };
                if (note is not null)
                    change["Comment"] = note;
                return new(ApiService.SecurityHub, "BatchUpdateFindingsV2", change) { Method = "PATCH", Path = "/findingsv2/batchupdatev2" };
            case HubFinding.Older older:
                var update = new JsonObject
                {
                    ["FindingIdentifiers"] = new JsonArray(new JsonObject { ["Id"] = older.Id, ["ProductArn"] = older.ProductArn }),
                    ["Workflow"] = new JsonObject { ["Status"] = note is null ? "NOTIFIED" : "RESOLVED" },
                };
                if (note is not null)
                    update["Note"] = new JsonObject { ["Text"] = note, ["UpdatedBy"] = "scan-responder" };
                return new(ApiService.SecurityHub, "BatchUpdateFindings", update) { Method = "PATCH", Path = "/findings/batchupdate" };
            default:
                throw new UnreachableException();
        }
    }
}
