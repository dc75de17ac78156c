using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Triggers.GuardDuty;

public sealed class FindingProperties
{
    [Fact]
    public void However_a_finding_is_mutilated_it_is_read_or_refused() =>
        Mutilation.Gen.Array[1, 6].Sample(
            mutations => ReadsOrIsRefused(() =>
            {
                var finding = FindingReader.Read(JsonElement.Parse(Mutilation.Of(FindingJson.Full, mutations)), "111122223333", null);
                _ = finding.Kind.WhyNotApplicable(finding);
                Assert.All(finding.ProbedPorts, port => Assert.InRange(port, 0, 65535));
                Assert.All(finding.Subject.GroupIds, id => Assert.Matches(@"\Asg-[0-9a-z]+\z", id));
                Assert.Matches(@"\A[0-9]{12}\z", finding.AccountId);
                Assert.Matches(@"\A[a-z0-9-]+\z", finding.Region);
                Assert.InRange(finding.Severity, 0, 10);
            }),
            iter: Cases.Of(1_000));

    [Fact]
    public void However_the_text_of_a_document_is_mutilated_it_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, FindingJson.Full.Length - 40], Gen.Int[0, 40], Gen.OneOf(Gen.String[0, 3], Mutilation.GenOddValue))
            .Sample(
                (place, length, insert) => ReadsOrIsRefused(
                    () => TriggerDocument.Read(FindingJson.Full.Remove(place, length).Insert(place, insert))),
                iter: Cases.Of(500));

    [Fact]
    public void The_case_of_the_names_does_not_matter()
    {
        var expected = FindingJson.Text(FindingJson.ReadFull());

        Gen.Int.Sample(
            seed => FindingJson.Text(FindingJson.Read(Recase(JsonNode.Parse(FindingJson.Full)!, new Random(seed)))) == expected,
            iter: Cases.Of(50));
    }

    private static void ReadsOrIsRefused(Action read)
    {
        try
        {
            read();
        }
        catch (TriggerFormatException refusal)
        {
            Assert.InRange(refusal.Message.Length, 1, 1_000);
            Assert.DoesNotContain(refusal.Message, char.IsControl);
        }
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
