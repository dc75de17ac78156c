using System.Text;

namespace ScanResponder.Alerts;

/// <summary>
/// Text in printable ASCII, for subjects and text messages: letters of Latin scripts lose their marks, typographic signs become plain ones, and
/// what has no likeness is dropped. One character too many outside GSM-7 would halve the room of a text message.
/// </summary>
/// <remarks>Written out, because Unicode normalisation does nothing under <c>InvariantGlobalization</c>.</remarks>
public static class AsciiFormat
{
    // The base letters of U+00C0 to U+024F and of U+1E00 to U+1EFF, a space where there is none.
    private const string LatinFrom00C0 = "AAAAAA CEEEEIIIIDNOOOOOxOUUUUY  aaaaaa ceeeeiiiidnooooo ouuuuy yAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGg"
        + "HhHhIiIiIiIiIi  JjKkkLlLlLl  LlNnNnNn NnOoOoOo  RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzsb       "
        + "       E  f    I  l     Oo             Uu    Zz                      AaIiOoUuUuUuUuUueAaAa  GgGgKkOo"
        + "Oo  j   Gg  NnAa    AaAaEeEeIiIiOoOoRrRrUuUuSsTt  Hh      AaEeOoOoOoOoYy      ACcLT    BU EeJj  RrYy";

    private const string LatinFrom1E00 = "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSs"
        + "SsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwy s    AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEe"
        + "IiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy      ";

    /// <summary>The text in the characters U+0020 to U+007E, without spaces at the ends or next to each other; may be empty.</summary>
    public static string Of(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var character in TextFormat.OneLine(text))
            ascii.Append(Fold(character));
        return string.Join(' ', ascii.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Fold(char character) => character switch
    {
        // ASCII, but not in GSM-7.
        '`' => "'",
        <= '~' => character.ToString(),
        'ß' => "ss",
        'Æ' => "AE",
        'æ' => "ae",
        'Œ' => "OE",
        'œ' => "oe",
        'Þ' => "Th",
        'þ' => "th",
        'ẞ' => "SS",
        >= 'À' and <= 'ɏ' => LatinFrom00C0[character - 'À'] is not ' ' and var letter ? letter.ToString() : "",
        >= 'Ḁ' and <= 'ỿ' => LatinFrom1E00[character - 'Ḁ'] is not ' ' and var letter ? letter.ToString() : "",
        '‐' or '‑' or '‒' or '–' or '—' or '−' => "-",
        '‘' or '’' or '‚' or '′' => "'",
        '“' or '”' or '„' or '″' => "\"",
        '…' => "...",
        '€' => "EUR",
        >= '！' and <= '～' => Fold((char)(character - '！' + '!')),
        _ => "",
    };
}
