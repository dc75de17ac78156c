using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether the services work that the other sources need.</summary>
internal static class SourceLook
{
    private const string Trail = "CloudTrail";
    private const string Recorder = "AWS Config";

    /// <summary>EventBridge gets calls only where a trail records management events.</summary>
    internal static async IAsyncEnumerable<Check> TrailAsync(Examination examination, string region, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heard = examination.Hears(Source.CloudTrail);
        if (!heard && region != examination.Deployment.Region)
            yield break;
        var api = examination.Open(region);
        var trails = (await api.AskAsync(new(ApiService.CloudTrail, "DescribeTrails", []), cancellationToken)).Items("trailList")
            .Where(trail => trail.Text("HomeRegion") is not { } home || home == region || trail.Says("IsMultiRegionTrail")).ToList();
        string? stopped = null;
        string? narrow = null;
        foreach (var trail in trails)
        {
            var arn = trail.Text("TrailARN") ?? trail.Text("Name") ?? "";
            var at = $"--region {trail.Text("HomeRegion") ?? region}";
            if (!(await api.AskAsync(new(ApiService.CloudTrail, "GetTrailStatus", new() { ["Name"] = arn }), cancellationToken)).Says("IsLogging"))
            {
                stopped ??= $"aws cloudtrail start-logging {at} --name {Shell.Quote(arn)}";
                continue;
            }

            var selectors = await api.AskAsync(new(ApiService.CloudTrail, "GetEventSelectors", new() { ["TrailName"] = arn }), cancellationToken);
            if (!RecordsCalls(selectors))
            {
                narrow ??= $"aws cloudtrail get-event-selectors {at} --trail-name {Shell.Quote(arn)}";
                continue;
            }

            yield return Check.Ok(Trail, heard ? $"{trail.Text("Name")} records management events in {region}" : $"{trail.Text("Name")} records management events in {region}; {Source.CloudTrail.Parameter}=yes would answer the very call that opens a port");
            yield break;
        }

        if (!heard)
        {
            yield return Check.Ok(Trail, "not listened to");
            yield break;
        }

        yield return (stopped, narrow) switch
        {
            ({ } mend, _) => Check.Problem(Trail, $"no trail records in {region}: calls that open a port are not told", mend),
            (_, { } mend) => Check.Problem(Trail, $"no trail records management events that write in {region}: calls that open a port are not told. Let the trail record them too", mend),
            _ => Check.Problem(
                Trail, $"there is no trail in {region}: calls that open a port are not told", $"aws cloudtrail create-trail --region {region} --name management-events --is-multi-region-trail --s3-bucket-name <bucket> && aws cloudtrail start-logging --region {region} --name management-events"),
        };
    }

    /// <summary>Rules of AWS Config judge what a recorder records.</summary>
    internal static async IAsyncEnumerable<Check> RecorderAsync(Examination examination, string region, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!examination.Hears(Source.Config))
        {
            if (region == examination.Deployment.Region)
                yield return Check.Ok(Recorder, "not listened to");
            yield break;
        }

        var api = examination.Open(region);
        var recorders = (await api.AskAsync(new(ApiService.Config, "DescribeConfigurationRecorders", []), cancellationToken)).Items("ConfigurationRecorders").ToList();
        var states = (await api.AskAsync(new(ApiService.Config, "DescribeConfigurationRecorderStatus", []), cancellationToken)).Items("ConfigurationRecordersStatus").ToList();
        if (recorders is not [var recorder, ..])
        {
            yield return Check.Problem(Recorder, $"there is no recorder in {region}: no rule of AWS Config judges anything", $"aws configservice put-configuration-recorder --region {region} --configuration-recorder name=default,roleARN=<role> --recording-group allSupported=true");
            yield break;
        }

        var name = recorder.Text("name") ?? "default";
        var group = recorder.Member("recordingGroup");
        const string Type = "AWS::EC2::SecurityGroup";
        var isExcluded = group.Member("exclusionByResourceTypes").Texts("resourceTypes").Contains(Type);
        var isNamed = group.Says("allSupported") || group.Texts("resourceTypes").Contains(Type) || group.Member("recordingStrategy").Text("useOnly") is "EXCLUSION_BY_RESOURCE_TYPES";
        if (!states.Any(state => state.Text("name") == name && state.Says("recording")))
            yield return Check.Problem(Recorder, $"the recorder {name} in {region} is stopped", $"aws configservice start-configuration-recorder --region {region} --configuration-recorder-name {Shell.Quote(name)}");
        else if (group is not null && (isExcluded || !isNamed))
            yield return Check.Problem(Recorder, $"the recorder {name} in {region} does not record security groups. Add {Type} to what it records", $"aws configservice describe-configuration-recorders --region {region}");
        else
            yield return Check.Ok(Recorder, $"the recorder {name} records security groups in {region}");
    }

    /// <summary>Security Hub tells something only where it is on.</summary>
    internal static async IAsyncEnumerable<Check> HubAsync(Examination examination, string region, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!examination.Hears(Source.SecurityHub) && !examination.Hears(Source.Action))
            yield break;
        const string Subject = "Security Hub";
        Check check;
        try
        {
            await examination.Open(region).AskAsync(new(ApiService.SecurityHub, "DescribeHub") { Path = "/accounts" }, cancellationToken);
            check = Check.Ok(Subject, $"on in {region}");
        }
        catch (ApiException exception) when (exception.IsMissing || exception.Code is "InvalidAccessException")
        {
            check = Check.Problem(Subject, $"it is off in {region}: no finding of it ever comes", $"aws securityhub enable-security-hub --region {region}");
        }

        yield return check;
    }

    /// <summary>
    /// Inspector finds paths to instances only where it scans EC2: <see href="https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html"/>.
    /// </summary>
    internal static async IAsyncEnumerable<Check> InspectorAsync(Examination examination, string region, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!examination.Hears(Source.Inspector))
            yield break;
        var answer = await examination.Open(region).AskAsync(
            new(ApiService.Inspector, "BatchGetAccountStatus", new() { ["accountIds"] = new JsonArray(examination.Deployment.AccountId) }) { Method = "POST", Path = "/status/batch/get" }, cancellationToken);
        yield return answer.Items("accounts").Any(account => account.Member("resourceState").Member("ec2").Text("status") is "ENABLED" or "ENABLING")
            ? Check.Ok(Source.Inspector.Name, $"scans instances in {region}")
            : Check.Problem(Source.Inspector.Name, $"it does not scan instances in {region}: no finding of it ever comes", $"aws inspector2 enable --region {region} --resource-types EC2");
    }

    /// <summary>
    /// Trusted Advisor sends its events to one Region: <see href="https://docs.aws.amazon.com/awssupport/latest/user/cloudwatch-events-ta.html"/>.
    /// </summary>
    internal static IEnumerable<Check> Advisor(Examination examination)
    {
        const string Home = "us-east-1";
        var deployment = examination.Deployment;
        if (!examination.Hears(Source.TrustedAdvisor) || deployment.Partition is not "aws")
            yield break;
        yield return deployment.Regions.Contains(Home)
            ? Check.Ok(Source.TrustedAdvisor.Name, $"its events come to {Home}, which is answered for")
            : Check.Problem(
                Source.TrustedAdvisor.Name,
                $"its events come to {Home}, and none is forwarded from there to {deployment.Region}. The stack has to name {Home} in OtherRegions too",
                $"aws cloudformation deploy --region {Home} --stack-name scan-responder-forward --template-file infra/forward-findings.yaml --capabilities CAPABILITY_IAM --parameter-overrides HomeRegion={deployment.Region} {Source.TrustedAdvisor.Parameter}=on");
    }

    // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedEventSelector.html
    private static bool RecordsCalls(JsonNode selectors) =>
        selectors.Items("EventSelectors").Any(selector => selector.Says("IncludeManagementEvents") && selector.Text("ReadWriteType") is not "ReadOnly")
        || selectors.Items("AdvancedEventSelectors").Any(selector =>
        {
            var fields = selector.Items("FieldSelectors").ToList();
            return fields.Any(field => field.Text("Field") is "eventCategory" && field.Texts("Equals").Contains("Management"))
                && !fields.Any(field => field.Text("Field") is "readOnly" && field.Texts("Equals").Contains("true"))
                && !fields.Any(field => field.Text("Field") is "eventSource" && field.Texts("NotEquals").Contains("ec2.amazonaws.com"));
        });
}
