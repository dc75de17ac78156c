using System.Text.Json.Nodes;
using ScanResponder.Alerts;
using ScanResponder.Aws.Api;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Aws.Alerts;

/// <summary>
/// Sets the workflow status of Security Hub's findings: NOTIFIED when people were alerted, RESOLVED with a note when the port is closed. Security Hub sends
/// the finding as an event again then, which <see cref="TriggerEvents"/> takes for nothing, since it is not new any more:
/// <see href="https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html"/>.
/// </summary>
/// <param name="failed">Is told of a finding that could not be updated, and why.</param>
public sealed class SecurityHubWriteBack(Action<Trigger, string> failed) : IWriteBack
{
    private const int LongestNote = 512;

    private readonly Func<string, IAwsApi> _open = region => new AwsApi(null, region);

    internal SecurityHubWriteBack(Func<string, IAwsApi> open, Action<Trigger, string> failed)
        : this(failed) => _open = open;

    /// <inheritdoc/>
    public async Task TellAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (alert.Trigger.HubFinding is not { } finding)
            return;
        var isClosed = alert.Outcome.Verdict is Verdict.Tightened;
        var update = new JsonObject
        {
            ["FindingIdentifiers"] = new JsonArray(new JsonObject { ["Id"] = finding.Id, ["ProductArn"] = finding.ProductArn }),
            ["Workflow"] = new JsonObject { ["Status"] = isClosed ? "RESOLVED" : "NOTIFIED" },
        };
        if (isClosed)
            update["Note"] = new JsonObject { ["Text"] = TextFormat.Truncate($"ScanResponder closed it. {alert.Outcome.Reason}", LongestNote), ["UpdatedBy"] = "scan-responder" };
        var api = _open(alert.Trigger.Region);
        try
        {
            var answer = await api.AskAsync(new(ApiService.SecurityHub, "BatchUpdateFindings", update) { Method = "PATCH", Path = "/findings/batchupdate" }, cancellationToken);
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
}
