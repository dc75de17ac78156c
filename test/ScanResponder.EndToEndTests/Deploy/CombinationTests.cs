using System.Text.Json.Nodes;
using System.Xml.Linq;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>
/// Every template comes up on moto, whichever of the parameters that decide about something is set beside whichever other; and moto decides the template's
/// conditions as the tests do that read the template.
/// </summary>
public sealed class CombinationTests(MotoServer moto)
{
    private const string Arn = "arn:aws:sns:eu-west-1:123456789012:";
    private const string KeyArn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    // What a template's conditions ask of a parameter that takes any text: whether it is given.
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["AlarmTopicArn"] = ["", $"{Arn}alarms"],
        ["AlertEmail"] = ["", "soc@example.com"],
        ["AlertPhone"] = ["", "+12065550100"],
        ["AthenaResults"] = ["s3://flow-logs/results/"],
        ["AuthLogs"] = ["", "/var/log/secure"],
        ["ChatTopicArn"] = ["", $"{Arn}chat"],
        ["EvidenceSeconds"] = ["0", "20"],
        ["ExistingTopicArn"] = ["", $"{Arn}security"],
        ["FlowLogsBucket"] = ["flow-logs"],
        ["FlowLogsGroup"] = ["/vpc/flow"],
        ["FlowLogsKeyArns"] = ["", KeyArn],
        ["FlowLogsTable"] = ["scan-responder/scan_responder.vpc_flow_logs"],
        ["FunctionArn"] = ["arn:aws:lambda:eu-west-1:123456789012:function:scan-responder"],
        ["HomeRegion"] = ["us-east-1"],
        ["KeyArn"] = ["", KeyArn],
        ["MemberRole"] = ["", "scan-responder-member"],
        ["MoreResourceIds"] = ["", "vpc-0a1b2c3d4e5f60bb2", "vpc-0a1b2c3d4e5f60bb2,vpc-0a1b2c3d4e5f60bb3,vpc-0a1b2c3d4e5f60bb4,vpc-0a1b2c3d4e5f60bb5"],
        ["OtherRegions"] = ["", "us-east-1,us-west-2"],
        ["AccountIds"] = ["111122223333"],
        ["Regions"] = ["eu-west-1,us-east-1"],
        ["ReservedConcurrency"] = ["0", "5"],
        ["ResourceId"] = ["vpc-0a1b2c3d4e5f60bb1"],
        ["ResourceType"] = ["VPC"],
        ["ResponderRoleArn"] = ["arn:aws:iam::123456789012:role/scan-responder"],
        ["Schedule"] = ["off", "rate(1 day)"],
        ["SecurityHubActionArn"] = ["", "arn:aws:securityhub:eu-west-1:123456789012:action/custom/ClosePort"],
        ["SweepSchedule"] = ["off", "rate(1 day)"],
        ["TopicArn"] = [$"{Arn}security"],
        ["TopicKeyArn"] = ["", KeyArn],
        ["TopicKeyArns"] = ["", KeyArn],
    };

    // How it runs and what is said to whom; no condition and no resource depends on these.
    private static readonly string[] Alone = ["LogRetentionDays"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Templates => [.. Template.Paths];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Every_value_of_a_parameter_comes_up_beside_every_value_of_each_other(string path)
    {
        // Nobody changes it, so one copy does for all combinations.
        JsonObject template = (await Template.LoadAsync(path)).Root();
        JsonObject declarations = template["Parameters"]!.AsObject();
        List<(string Name, string[] Values)> factors =
        [
            .. declarations
                .Select(parameter => (parameter.Key, Values: ValuesOf(parameter.Key, parameter.Value!)))
                .Where(parameter => parameter.Values.Length > 0),
        ];
        Assert.All(
            declarations.Where(parameter => parameter.Value!["Default"] is null),
            parameter => Assert.True(Kinds.ContainsKey(parameter.Key), $"{parameter.Key} has no default, and nothing is known here that it could be"));
        Assert.All(Asked(template["Conditions"]), name => Assert.True(factors.Any(factor => factor.Name == name), $"A condition asks {name}; which values does it have?"));

        var (combinations, impossible) = Pairwise.Of(factors, row => !With(template, row).Refusals.Any());

        Assert.Equal(path is "template.yaml" ? ["Config=off RestrictedSshRule=on"] : [], impossible.Select(pair => pair.ToString()));
        Assert.InRange(combinations.Count, 1, 30);
        await Parallel.ForEachAsync(combinations, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Cancellation }, async (combination, _) =>
        {
            Deployment expected = With(template, combination);
            try
            {
                Assert.Equal(expected.Created.Where(id => !UnknownToMoto.Contains(expected.TypeOf(id))).Order(StringComparer.Ordinal), await MadeAsync(template, combination));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{path} with {string.Join(' ', combination.Select(given => $"{given.Key}={given.Value}"))}", exception);
            }
        });
    }

    /// <summary>The logical ids of what moto makes of the template.</summary>
    private async Task<IEnumerable<string>> MadeAsync(JsonObject template, IReadOnlyDictionary<string, string> combination)
    {
        // Its package is what another test deploys.
        JsonObject root = template.DeepClone().AsObject();
        if (root["Resources"]!["Responder"] is { } function)
            function["Properties"]!["Code"] = new JsonObject { ["ZipFile"] = "-" };
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        Dictionary<string, string> vpcs = [];
        foreach (string vpc in combination.Values.SelectMany(value => value.Split(',')).Where(value => value.StartsWith("vpc-", StringComparison.Ordinal)))
            vpcs[vpc] = (await world.Ec2.CreateVpcAsync(new("10.0.0.0/16"), Cancellation)).Vpc.VpcId;
        combination = combination.ToDictionary(given => given.Key, given => string.Join(',', given.Value.Split(',').Select(value => vpcs.GetValueOrDefault(value, value))));
        await AskAsync(
            world,
            "CreateStack",
            [
                ("TemplateBody", root.ToJsonString()),
                ("Capabilities.member.1", "CAPABILITY_NAMED_IAM"),
                .. combination.Index().SelectMany(given => new[] { ($"Parameters.member.{given.Index + 1}.ParameterKey", given.Item.Key), ($"Parameters.member.{given.Index + 1}.ParameterValue", given.Item.Value) }),
            ]);
        Assert.Equal(["CREATE_COMPLETE"], Elements(await AskAsync(world, "DescribeStacks", []), "StackStatus"));
        return Elements(await AskAsync(world, "DescribeStackResources", []), "LogicalResourceId").Order(StringComparer.Ordinal);
    }

    private static Task<string> AskAsync(AwsWorld world, string action, IEnumerable<(string Name, string Value)> members) =>
        world.AskAsync("cloudformation", Cancellation, [("Action", action), ("Version", "2010-05-15"), ("StackName", "scan-responder"), .. members]);

    private static IEnumerable<string> Elements(string xml, string name) => XDocument.Parse(xml).Descendants().Where(element => element.Name.LocalName == name).Select(element => element.Value);

    // moto makes nothing of these.
    private static readonly HashSet<string> UnknownToMoto =
    [
        "AWS::Athena::WorkGroup", "AWS::CloudWatch::Alarm", "AWS::Config::ConfigRule", "AWS::Glue::Database", "AWS::Glue::Table", "AWS::IAM::RolePolicy", "AWS::Lambda::EventInvokeConfig",
        "AWS::S3::BucketPolicy", "AWS::Scheduler::Schedule", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy",
    ];

    private static Deployment With(JsonObject template, IReadOnlyDictionary<string, string> combination) => new(template, combination.Select(given => (given.Key, given.Value)));

    private static string[] ValuesOf(string name, JsonNode declared) =>
        Alone.Contains(name) ? []
        : Kinds.TryGetValue(name, out string[]? kinds) ? kinds
        : declared["AllowedValues"] is JsonArray allowed ? [.. allowed.Select(value => value!.ToString())]
        : [];

    /// <summary>The parameters that conditions ask.</summary>
    private static IEnumerable<string> Asked(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(Asked),
        JsonObject members => members.SelectMany(member => member.Key is "Ref" ? [(string)member.Value!] : Asked(member.Value)),
        _ => [],
    };
}
