using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>Flow logs in S3: how Athena is asked, and that the alert goes out whatever it does.</summary>
public sealed class AthenaEvidenceTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private const string Table = "athena:responder/logs.flow";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_asked_with_parameters_about_the_days_of_the_finding_and_about_its_table_once()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        await new AwsCli(scene.World.Keys, scene.World.Endpoint).RunAllAsync(["aws athena create-work-group --name responder"], Token);
        await QueueRowsAsync(scene);
        await QueueRowsAsync(scene);
        var function = await scene.DeployAsync("notify", ("RESPONDER_FLOW_LOGS", Table));
        AnswerTable(function);

        var document = await Scene.ProbeAsync(function, instance);
        await Scene.ProbeAsync(function, instance);

        var talker = document["evidence"]!["flowLogs"]!["ports"]![0]!["talkers"]![0]!;
        Assert.Equal(("192.0.2.175", 812), ((string?)talker["address"], (int)talker["packets"]!));
        Assert.Single(function.Aws.Calls, call => call.Action == "GetTableMetadata");
        var starts = function.Aws.Calls.Where(call => call.Action == "StartQueryExecution").Select(call => JsonNode.Parse(call.Request.Text)!).ToList();
        Assert.Equal(2, starts.Count);
        Assert.Contains("\"day\" IN (?", (string?)starts[0]["QueryString"], StringComparison.Ordinal);
        Assert.Contains($"'{instance.Interfaces[0].Id}'", starts[0]["ExecutionParameters"]!.AsArray().Select(value => (string?)value));
        Assert.Equal("responder", (string?)starts[0]["WorkGroup"]);
        Assert.Equal(32, ((string?)starts[0]["ClientRequestToken"])!.Length);
        Assert.NotEqual((string?)starts[0]["ClientRequestToken"], (string?)starts[1]["ClientRequestToken"]);
        Assert.Matches("\n-- [0-9a-f]{64}$", (string?)starts[0]["QueryString"]);
        Assert.Equal((string?)starts[0]["QueryString"], (string?)starts[1]["QueryString"]);
        Assert.True((bool)starts[0]["ResultReuseConfiguration"]!["ResultReuseByAgeConfiguration"]!["Enabled"]!);
    }

    public static TheoryData<string, string, Fault, string> Troubles => new()
    {
        { "GetTableMetadata", "hangs", new Fault.Hang(), "The flow logs had not answered after 2 s" },
        { "GetTableMetadata", "answers garbage", Fault.Garbage, "Could not look up table logs.flow: Athena's answer could not be read" },
        { "GetTableMetadata", "is throttled", Fault.Throttled, "Could not look up table logs.flow: Athena answered TooManyRequestsException" },
        { "GetTableMetadata", "is denied", Fault.AccessDenied, "Grant athena:GetTableMetadata on data catalog AwsDataCatalog" },
        { "GetTableMetadata", "knows no such table", Fault.Error("MetadataException", 400, "EntityNotFoundException: flow"), "EntityNotFoundException: flow" },
        { "GetTableMetadata", "knows another table", EvidenceOf.Body("""{"TableMetadata":{"Name":"flow","Columns":[{"Name":"price","Type":"int"}]}}"""), "infra/flow-logs-athena.yaml makes one that does" },
        { "StartQueryExecution", "hangs", new Fault.Hang(), "The flow logs had not answered after 2 s" },
        { "StartQueryExecution", "answers garbage", Fault.Garbage, "Could not query table logs.flow: Athena's answer could not be read" },
        { "StartQueryExecution", "is throttled", Fault.Throttled, "Could not query table logs.flow: Athena answered TooManyRequestsException" },
        { "StartQueryExecution", "is denied", Fault.AccessDenied, "Grant athena:StartQueryExecution on workgroup responder to the function's role." },
        { "GetQueryExecution", "hangs", new Fault.Hang(), "Athena query q-1 on table logs.flow had not ended when the alert had to go out" },
        { "GetQueryExecution", "never ends", State("RUNNING"), "aws athena get-query-results --region eu-west-1 --query-execution-id q-1" },
        { "GetQueryExecution", "fails", State("FAILED", "Access denied when writing to s3://results"), "Athena query q-1 in workgroup responder ended as FAILED: Access denied when writing to s3://results." },
        { "GetQueryExecution", "scans too much", State("CANCELLED", "Bytes scanned limit was exceeded"), "ended as CANCELLED: Bytes scanned limit was exceeded" },
        { "GetQueryExecution", "is throttled", Fault.Throttled, "Could not wait for Athena query q-1" },
        { "GetQueryResults", "hangs", new Fault.Hang(), "Athena query q-1 on table logs.flow had not ended when the alert had to go out" },
        { "GetQueryResults", "answers garbage", EvidenceOf.Body("""{"ResultSet":{"Rows":[7]}}"""), "Could not read the rows of Athena query q-1" },
        { "GetQueryResults", "answers nothing", EvidenceOf.Body("""{"ResultSet":{"Rows":[]}}"""), "Query q-1 found no packets" },
        { "GetQueryResults", "is denied", Fault.AccessDenied, "Grant athena:GetQueryResults on workgroup responder" },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Whatever_it_does_the_hole_is_closed_and_the_alert_goes_out_in_time_and_says_so(string action, string trouble, Fault fault, string note)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("remediate", ("RESPONDER_FLOW_LOGS", Table), ("RESPONDER_EVIDENCE_SECONDS", fault is Fault.Hang ? "2" : "8"));
        function.Aws.Inject(call => call.Service == "athena" && call.Action == action, fault);
        AnswerTable(function);
        EvidenceOf.Answer(function, "StartQueryExecution", """{"QueryExecutionId":"q-1"}""");
        function.Aws.Inject(call => call.Action == "GetQueryExecution", State("SUCCEEDED"));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.True((string?)document["outcome"] == "tightened", trouble);
        Assert.Contains(note, EvidenceOf.Notes(document), StringComparison.Ordinal);
        Assert.InRange(EvidenceOf.HeldUp(function).TotalSeconds, 0, 12);
    }

    /// <summary>The next query of Athena in this account finds one talker.</summary>
    private static async Task QueueRowsAsync(Scene scene)
    {
        string[][] rows =
        [
            ["srcAddr", "dstPort", "action", "logStatus", "packetCount", "firstSeen", "lastSeen"],
            ["192.0.2.175", "22", "ACCEPT", "OK", "812", "1700000000", "1700000600"],
        ];
        var results = new JsonObject
        {
            ["account_id"] = scene.World.AccountId,
            ["region"] = scene.World.Keys.Region,
            ["results"] = new JsonArray(new JsonObject
            {
                ["rows"] = new JsonArray([.. rows.Select(row => new JsonObject { ["Data"] = new JsonArray([.. row.Select(value => new JsonObject { ["VarCharValue"] = value })]) })]),
                ["column_info"] = new JsonArray(),
            }),
        };
        using var http = new HttpClient();
        using var content = new StringContent(results.ToJsonString());
        (await http.PostAsync(new Uri(scene.World.Endpoint, "/moto-api/static/athena/query-results"), content, Token)).EnsureSuccessStatusCode();
    }

    /// <summary>moto knows no tables of Athena.</summary>
    private static void AnswerTable(DeployedFunction function) => EvidenceOf.Answer(function, "GetTableMetadata", """
        {"TableMetadata":{"Name":"flow","Columns":[
          {"Name":"interface_id","Type":"string"},{"Name":"srcaddr","Type":"string"},{"Name":"dstport","Type":"int"},{"Name":"protocol","Type":"bigint"},
          {"Name":"packets","Type":"bigint"},{"Name":"start","Type":"bigint"},{"Name":"end","Type":"bigint"},{"Name":"action","Type":"string"},{"Name":"log_status","Type":"string"}],
         "PartitionKeys":[{"Name":"region","Type":"string"},{"Name":"day","Type":"string"}],
         "Parameters":{"projection.enabled":"true","projection.day.format":"yyyy/MM/dd"}}}
        """);

    private static Fault State(string state, string? reason = null) => EvidenceOf.Body(new JsonObject
    {
        ["QueryExecution"] = new JsonObject
        {
            ["QueryExecutionId"] = "q-1",
            ["Status"] = new JsonObject { ["State"] = state, ["StateChangeReason"] = reason },
        },
    }.ToJsonString());
}
