using System.Text.Json;

namespace ScanResponder.Aws;

/// <summary>
/// What AWS's SDK does not survive in a JSON answer: where a list of structures should be and something else is, or such a list has an item that is none, its
/// reader goes round and round at the end of the answer and takes memory all the time.
/// </summary>
internal static class JsonAnswer
{
    // DynamoDB's; Athena's; CloudWatch Logs' (a list of lists); CloudTrail's; SQS's.
    private static readonly HashSet<string> ListsOfStructures = ["L", "Rows", "Data", "ColumnInfo", "Columns", "PartitionKeys", "results", "Events", "Resources", "Messages"];

    /// <summary>Looks through an answer. One that is no JSON is left to the SDK, which says so.</summary>
    /// <exception cref="JsonException">A list of structures is none.</exception>
    internal static void Check(ReadOnlySpan<byte> answer)
    {
        // True for a list whose items must be structures, or lists of them.
        var open = new Stack<bool>();
        string? member = null;
        var reader = new Utf8JsonReader(answer, new JsonReaderOptions { MaxDepth = 128 });
        while (CanRead(ref reader))
        {
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                member = reader.GetString();
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                open.Pop();
                continue;
            }

            var isList = reader.TokenType is JsonTokenType.StartArray;
            var isStructure = reader.TokenType is JsonTokenType.StartObject;
            var mustBeList = member is not null && ListsOfStructures.Contains(member);
            var isItem = open.TryPeek(out var ofStructures) && ofStructures;
            if (reader.TokenType is not JsonTokenType.Null && (mustBeList ? !isList : isItem && !isStructure && !isList))
                throw new JsonException($"the answer has a {reader.TokenType} where {(mustBeList ? $"{member}, a list," : "a structure")} should be");
            if (isList || isStructure)
                open.Push(isList && (mustBeList || isItem));
            member = null;
        }
    }

    private static bool CanRead(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
