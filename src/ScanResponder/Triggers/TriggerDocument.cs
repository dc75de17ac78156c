using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace ScanResponder.Triggers;

/// <summary>Reads findings from a file or a clipboard, in any of the documents in which people come by them.</summary>
public static class TriggerDocument
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>
    /// Every finding of the document, in its order; at least one. A document is one of: an EventBridge event, a finding alone, what Lambda
    /// hands to an on-failure destination (the event is its <c>requestPayload</c>), the output of <c>aws guardduty get-findings</c>, or an
    /// array of these. Comments and trailing commas are forgiven. The source that an event names is not checked, because nobody but AWS can
    /// send events from aws.guardduty, and people try their rules with sources of their own.
    /// </summary>
    /// <exception cref="TriggerFormatException">The text is not JSON, holds no finding, or one that cannot be read.</exception>
    public static ImmutableArray<Trigger> Read(string text)
    {
        try
        {
            // Through bytes: half a surrogate pair in the text becomes a replacement character rather than an exception.
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF')), Lenient);
            return [.. Read(new JsonPart(document.RootElement, ""))];
        }
        catch (JsonException error)
        {
            throw NotJson(error);
        }
    }

    /// <summary>The error for a text that the JSON parser does not take.</summary>
    internal static TriggerFormatException NotJson(JsonException error)
    {
        // The parser's message may quote all the rest of the text, and ends in its own count of lines, which starts at zero.
        var reason = JsonPart.Shorten(error.Message.Split(" LineNumber:", 2)[0].TrimEnd('.'));
        var place = $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";
        return new TriggerFormatException(place, $"text that is not JSON ({reason})", "one JSON document", error);
    }

    private static IEnumerable<Trigger> Read(JsonPart document)
    {
        if (document.IsArray)
            return ReadEach(document);
        if (document["findings"] is { IsArray: true } findings)
            return ReadEach(findings);
        if (document["requestPayload"] is { IsAbsent: false } payload)
            return Read(payload);
        var content = document["detail"] is { IsAbsent: false } ? TriggerEvents.ReadPasted(document) : TriggerEvents.ReadAlone(document);
        return content.Nothing is { } why
            ? throw new TriggerFormatException(document.Place, $"an event that opens nothing ({why.TrimEnd('.')})", "one that is answered")
            : content.Triggers;
    }

    private static IEnumerable<Trigger> ReadEach(JsonPart array)
    {
        var any = false;
        foreach (var finding in array.Items.SelectMany(Read))
        {
            any = true;
            yield return finding;
        }

        if (!any)
            throw new TriggerFormatException(array.Place, "an empty list", "at least one finding");
    }
}
