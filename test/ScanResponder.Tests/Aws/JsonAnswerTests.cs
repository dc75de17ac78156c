using System.Text;
using System.Text.Json;
using ScanResponder.Aws;

namespace ScanResponder.Tests.Aws;

public sealed class JsonAnswerTests
{
    [Theory]
    [InlineData("""{"Attributes":{"a":{"L":["x"]}}}""")]
    [InlineData("""{"Attributes":{"a":{"L":[{"S":"x"},5]}}}""")]
    [InlineData("""{"Attributes":{"a":{"L":"x"}}}""")]
    [InlineData("""{"Item":{"a":{"L":{"S":"x"}}}}""")]
    [InlineData("""{"results":[[{"field":"a"}],["x"]]}""")]
    [InlineData("""{"results":[{"field":"a"},true]}""")]
    [InlineData("""{"ResultSet":{"Rows":[{"Data":["x"]}]}}""")]
    [InlineData("""{"Events":[5]}""")]
    [InlineData("""{"Messages":{"MessageId":"1"}}""")]
    public void A_list_of_structures_that_is_none_is_refused(string answer) =>
        Assert.Throws<JsonException>(() => JsonAnswer.Check(Encoding.UTF8.GetBytes(answer)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"Attributes":""")]
    [InlineData("""{"Attributes":{"a":{"L":[]},"b":{"L":null},"c":{"L":[null,{"L":[{"S":"x"}]}]}}}""")]
    [InlineData("""{"Attributes":{"a":{"SS":["x","y"]},"b":{"N":"5"},"changes":{"S":"[1,2]"}}}""")]
    [InlineData("""{"results":[[{"field":"a","value":"b"}],[]],"statistics":{"bytesScanned":1.5},"status":"Complete"}""")]
    [InlineData("""{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"x"},{}]}],"ResultSetMetadata":{"ColumnInfo":[{"Name":"a"}]}},"UpdateCount":0}""")]
    [InlineData("""{"Messages":[{"MessageId":"1","Attributes":{"SentTimestamp":"1"}}]}""")]
    public void What_the_SDK_reads_to_an_end_is_left_to_it(string answer) => JsonAnswer.Check(Encoding.UTF8.GetBytes(answer));
}
