using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using ScanResponder.Findings;

namespace ScanResponder.Tests.Findings;

public sealed class FindingProperties
{
    private static readonly string[] OddValues =
    [
        "null", "true", "false", "0", "-1", "22", "65536", "3.5", "1e300", "1e999", "-1e999", "123456789012345678901234567890",
        "\"\"", "\" \"", "\"text\"", "\"22\"", "\"NaN\"", "\"i-0a1b\"", "\"i-99999999\"", "\"sg-0aaa\"", "\"ACTOR\"",
        "\"UnauthorizedAccess:EC2/SSHBruteForce\"",
        "\"Recon:EC2/Portscan\"", "\"Other:EC2/Type\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"{\\\"sample\\\":true}\"", "\"[[[\"", "\"\\ud800\"", "\"\\u0000\\u001b[2J\"",
        "[]", "[null]", "[[[]]]", "[{}]", "{}", "{\"\\ud800\":1}",
        "{\"port\":22}", "{\"ipAddressV4\":\"203.0.113.9\"}", "{\"Id\":1,\"id\":2}",
    ];

    private static readonly Gen<string> GenOddValue = Gen.Int[0, OddValues.Length - 1].Select(index => OddValues[index]);

    /// <summary>A change of one place in the finding; the number chooses the place, as many as there are.</summary>
    private static readonly Gen<(int Place, int Change)> GenMutation = Gen.Select(Gen.Int[0, 10_000], Gen.Int[-2, OddValues.Length - 1]);

    [Fact]
    public void However_a_finding_is_mutilated_it_is_read_or_refused() =>
        GenMutation.Array[1, 6].Sample(
            mutations => ReadsOrIsRefused(() =>
            {
                var finding = FindingReader.Read(JsonElement.Parse(Mutilate(mutations)), "111122223333", null);
                _ = finding.Kind.WhyNotApplicable(finding);
                Assert.All(finding.ProbedPorts, port => Assert.InRange(port, 0, 65535));
                Assert.All(finding.GroupIds, id => Assert.Matches(@"\Asg-[0-9a-z]+\z", id));
                Assert.Matches(@"\A[0-9]{12}\z", finding.AccountId);
                Assert.Matches(@"\A[a-z0-9-]+\z", finding.Region);
                Assert.InRange(finding.Severity, 0, 10);
            }),
            iter: 10_000);

    [Fact]
    public void However_the_text_of_a_document_is_mutilated_it_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, FindingJson.Full.Length - 40], Gen.Int[0, 40], Gen.OneOf(Gen.String[0, 3], GenOddValue))
            .Sample(
                (place, length, insert) => ReadsOrIsRefused(
                    () => FindingDocument.Read(FindingJson.Full.Remove(place, length).Insert(place, insert))),
                iter: 5_000);

    [Fact]
    public void The_case_of_the_names_does_not_matter()
    {
        var expected = FindingJson.Text(FindingJson.ReadFull());

        Gen.Int.Sample(
            seed => FindingJson.Text(FindingJson.Read(Recase(JsonNode.Parse(FindingJson.Full)!, new Random(seed)))) == expected,
            iter: 500);
    }

    private static void ReadsOrIsRefused(Action read)
    {
        try
        {
            read();
        }
        catch (FindingFormatException refusal)
        {
            Assert.InRange(refusal.Message.Length, 1, 1_000);
            Assert.DoesNotContain(refusal.Message, char.IsControl);
        }
    }

    /// <summary>The full finding as text, after each mutation has deleted, doubled or replaced the value in one place of it.</summary>
    private static string Mutilate((int Place, int Change)[] mutations)
    {
        // Odd values are set as marks and written at the end: a JsonNode holds no half characters and no name twice.
        var root = JsonNode.Parse(FindingJson.Full)!;
        var marks = new Dictionary<string, string>();
        foreach (var (place, change) in mutations)
        {
            var places = Descendants(root).ToList();
            if (places.Count == 0)
                break;
            var (parent, key) = places[place % places.Count];
            switch (change)
            {
                case -2:
                    Remove(parent, key);
                    break;
                case -1 when parent is JsonArray array:
                    array.Add(array[(int)key]?.DeepClone());
                    break;
                case -1:
                    parent[((string)key).ToUpperInvariant()] = parent[(string)key]?.DeepClone();
                    break;
                default:
                    var mark = $"mark{marks.Count}";
                    marks[$"\"{mark}\""] = OddValues[change];
                    Set(parent, key, mark);
                    break;
            }
        }

        var text = root.ToJsonString();
        foreach (var (mark, value) in marks)
            text = text.Replace(mark, value, StringComparison.Ordinal);
        return text;
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Descendants(JsonNode? node) => node switch
    {
        JsonObject named => named.SelectMany(child => Descendants(child.Value).Prepend((named, child.Key))),
        JsonArray array => array.SelectMany((child, index) => Descendants(child).Prepend((array, index))),
        _ => [],
    };

    private static void Remove(JsonNode parent, object key)
    {
        if (parent is JsonArray array)
            array.RemoveAt((int)key);
        else
            parent.AsObject().Remove((string)key);
    }

    private static void Set(JsonNode parent, object key, string value)
    {
        if (parent is JsonArray array)
            array[(int)key] = value;
        else
            parent[(string)key] = value;
    }

    private static JsonNode Recase(JsonNode node, Random random) => node switch
    {
        JsonObject named => new JsonObject(named.Select(child => KeyValuePair.Create(
            string.Concat(child.Key.Select(letter => random.Next(2) == 0 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter))),
            child.Value is { } value ? Recase(value, random) : null))),
        JsonArray array => new JsonArray([.. array.Select(child => child is null ? null : Recase(child, random))]),
        _ => node.DeepClone(),
    };
}
