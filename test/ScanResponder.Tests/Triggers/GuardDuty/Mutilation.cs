using System.Text.Json.Nodes;
using CsCheck;

namespace ScanResponder.Tests.Triggers.GuardDuty;

/// <summary>JSON documents with parts missing, twice, or of another kind than their readers expect.</summary>
internal static class Mutilation
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

    internal static readonly Gen<string> GenOddValue = CsCheck.Gen.Int[0, OddValues.Length - 1].Select(index => OddValues[index]);

    /// <summary>A change of one place in a document; the number chooses the place, as many as there are.</summary>
    internal static readonly Gen<(int Place, int Change)> Gen = CsCheck.Gen.Select(CsCheck.Gen.Int[0, 10_000], CsCheck.Gen.Int[-2, OddValues.Length - 1]);

    /// <summary>The document as text, after each mutation has deleted, doubled or replaced the value in one place of it.</summary>
    internal static string Of(string json, (int Place, int Change)[] mutations)
    {
        // Odd values are set as marks and written at the end: a JsonNode holds no half characters and no name twice.
        var root = JsonNode.Parse(json)!;
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
}
