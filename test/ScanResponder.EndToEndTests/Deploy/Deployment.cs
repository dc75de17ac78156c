using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>
/// What a template creates with given parameters: conditions decided, references resolved. A resource's physical name is its logical one.
/// </summary>
public sealed partial class Deployment
{
    public const string AccountId = "123456789012";
    public const string Region = "eu-west-1";
    public const string Name = "scan-responder";

    // Compared by reference: what Fn::If leaves out.
    private static readonly JsonNode NoValue = JsonValue.Create("AWS::NoValue");

    private readonly JsonObject template;
    private readonly Dictionary<string, JsonNode> parameters = [];

    internal Deployment(JsonObject template, IEnumerable<(string Name, string Value)> given)
    {
        this.template = template;
        Dictionary<string, string> values = [];
        foreach ((string name, string value) in given)
        {
            values[name] = value;
        }

        foreach ((string name, JsonNode? declared) in (JsonObject)template["Parameters"]!)
        {
            string value = values.Remove(name, out string? own) ? own : declared!["Default"]?.ToString() ?? "";
            parameters[name] = (string)declared!["Type"]! == "CommaDelimitedList"
                ? new JsonArray([.. value.Split(',', StringSplitOptions.TrimEntries).Select(part => JsonValue.Create(part))])
                : JsonValue.Create(value);
        }

        Assert.Empty(values);
    }

    /// <summary>Why CloudFormation refuses the parameters: what the template's rules say of them; empty where it takes them.</summary>
    public IEnumerable<string> Refusals =>
        from rule in template["Rules"] as JsonObject ?? []
        where rule.Value!["RuleCondition"] is not { } condition || Decide(condition.AsObject())
        from assertion in rule.Value!["Assertions"]!.AsArray()
        where !Decide(assertion!["Assert"]!.AsObject())
        select (string)assertion!["AssertDescription"]!;

    /// <summary>The logical ids of what is created.</summary>
    public IEnumerable<string> Created => Declared
        .Where(resource => resource.Value!["Condition"] is not { } condition || Holds((string)condition!))
        .Select(resource => resource.Key);

    private JsonObject Declared => (JsonObject)template["Resources"]!;

    /// <summary>The properties of a resource that is created.</summary>
    public JsonObject this[string logicalId]
    {
        get
        {
            Assert.Contains(logicalId, Created);
            return Resolve(Declared[logicalId]!["Properties"])!.AsObject();
        }
    }

    /// <summary>The properties of all resources of a type that are created, by logical id.</summary>
    public IReadOnlyDictionary<string, JsonObject> OfType(string type) =>
        Created.Where(id => TypeOf(id) == type).ToDictionary(id => id, id => this[id]);

    /// <summary>All that policies let the function's role do, and keep it from doing.</summary>
    public PolicyStatements RolePolicies => PoliciesOf("ResponderRole");

    /// <summary>All that policies let a role do, and keep it from doing.</summary>
    public PolicyStatements PoliciesOf(string role) =>
        new(
        [
            .. this[role]["Policies"]!.AsArray().Select(policy => policy!["PolicyDocument"]!),
            .. OfType("AWS::IAM::Policy").Values.Where(policy => policy["Roles"]!.AsArray().Any(name => (string?)name == role)).Select(policy => policy["PolicyDocument"]!),
            .. OfType("AWS::IAM::RolePolicy").Values.Where(policy => (string?)policy["RoleName"] == role).Select(policy => policy["PolicyDocument"]!),
        ]);

    /// <summary>Whom a role's trust policy lets in. It names no resource: it is about its own role.</summary>
    public PolicyStatements TrustOf(string role)
    {
        JsonNode document = this[role]["AssumeRolePolicyDocument"]!;
        Assert.All(document["Statement"]!.AsArray(), statement => statement!["Resource"] = "*");
        return new([document]);
    }

    /// <summary>The type of a resource.</summary>
    public string TypeOf(string logicalId) => (string)Declared[logicalId]!["Type"]!;

    private bool Holds(string condition) => Decide(template["Conditions"]![condition]!.AsObject());

    private bool Decide(JsonObject condition)
    {
        (string function, JsonNode? argument) = condition.Single();
        return function switch
        {
            "Condition" => Holds((string)argument!),
            "Fn::Not" => !Decide(argument![0]!.AsObject()),
            "Fn::Or" => argument!.AsArray().Any(part => Decide(part!.AsObject())),
            "Fn::And" => argument!.AsArray().All(part => Decide(part!.AsObject())),
            "Fn::Equals" => Resolve(argument![0])!.ToString() == Resolve(argument[1])!.ToString(),
            _ => throw new NotSupportedException($"{function} in a condition"),
        };
    }

    private JsonNode? Resolve(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray items:
                return new JsonArray([.. items.Select(Resolve).Where(item => item != NoValue)]);
            case JsonObject { Count: 1 } call when call.Single() is { Key: "Ref" or ['F', 'n', ':', ':', ..] } function:
                return Call(function.Key, function.Value!);
            case JsonObject members:
                return new JsonObject(
                    members.Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value))).Where(member => member.Value != NoValue));
            default:
                return node?.DeepClone();
        }
    }

    private JsonNode? Call(string function, JsonNode argument) => function switch
    {
        "Ref" => Ref((string)argument!),
        "Fn::If" => Resolve(argument[Holds((string)argument[0]!) ? 1 : 2]),
        "Fn::GetAtt" => Attribute((string)argument[0]!, (string)argument[1]!),
        "Fn::Join" => string.Join((string)argument[0]!, Resolve(argument[1])!.AsArray().Select(part => (string?)part)),
        "Fn::Split" => new JsonArray([.. ((string)Resolve(argument[1])!).Split((string)argument[0]!).Select(part => JsonValue.Create(part))]),
        "Fn::Select" => Resolve(argument[1])!.AsArray()[int.Parse(argument[0]!.ToString(), provider: null)]!.DeepClone(),
        "Fn::Sub" => Substitute(argument),
        _ => throw new NotSupportedException(function),
    };

    private string Substitute(JsonNode argument)
    {
        (string text, JsonObject? own) = argument is JsonArray both ? ((string)both[0]!, both[1]!.AsObject()) : ((string)argument!, null);
        return Variable().Replace(text, match =>
        {
            string name = match.Groups["name"].Value;
            return own?[name] is { } value ? Resolve(value)!.ToString()
                : name.Split('.') is [var id, var attribute] ? Attribute(id, attribute)
                : Ref(name)!.ToString();
        });
    }

    private JsonNode Ref(string name) => name switch
    {
        "AWS::NoValue" => NoValue,
        "AWS::AccountId" => AccountId,
        "AWS::Partition" => "aws",
        "AWS::Region" => Region,
        "AWS::StackName" => Name,
        _ when parameters.TryGetValue(name, out JsonNode? value) => value.DeepClone(),
        _ => TypeOf(name) == "AWS::SNS::Topic" ? $"arn:aws:sns:{Region}:{AccountId}:{name}" : name,
    };

    private string Attribute(string logicalId, string attribute) => (TypeOf(logicalId), attribute) switch
    {
        ("AWS::SQS::Queue", "QueueName") or ("AWS::SNS::Topic", "TopicName") => logicalId,
        ("AWS::SQS::Queue", "Arn") => $"arn:aws:sqs:{Region}:{AccountId}:{logicalId}",
        ("AWS::DynamoDB::Table", "Arn") => $"arn:aws:dynamodb:{Region}:{AccountId}:table/{logicalId}",
        ("AWS::S3::Bucket", "Arn") => $"arn:aws:s3:::{logicalId}",
        ("AWS::KMS::Key", "Arn") => $"arn:aws:kms:{Region}:{AccountId}:key/{logicalId}",
        ("AWS::IAM::Role", "Arn") => $"arn:aws:iam::{AccountId}:role/{logicalId}",
        ("AWS::Lambda::Function", "Arn") => $"arn:aws:lambda:{Region}:{AccountId}:function:{logicalId}",
        ("AWS::Logs::LogGroup", "Arn") => $"arn:aws:logs:{Region}:{AccountId}:log-group:{logicalId}:*",
        ("AWS::Events::Rule", "Arn") => $"arn:aws:events:{Region}:{AccountId}:rule/{logicalId}",
        (var type, _) => throw new NotSupportedException($"{type}.{attribute}"),
    };

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z0-9:.]+)\}")]
    private static partial Regex Variable();
}
