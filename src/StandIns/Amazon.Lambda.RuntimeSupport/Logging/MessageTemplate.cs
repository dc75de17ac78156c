using System.Globalization;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport.Logging;

// "{Name}", "{Name,alignment:format}", "{@Name}", "{{" and "}}", as https://messagetemplates.org has them.
internal sealed class MessageTemplate
{
    private readonly List<Part> _parts = [];

    private MessageTemplate()
    {
    }

    private readonly record struct Part(string Literal, string? Name, string Alignment, string Format);

    /// <summary>A text whose braces mean nothing.</summary>
    public static MessageTemplate Verbatim(string text)
    {
        var template = new MessageTemplate();
        template._parts.Add(new Part(text, null, "", ""));
        return template;
    }

    public static MessageTemplate Parse(string text)
    {
        var template = new MessageTemplate();
        var literal = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
            {
                literal.Append(c);
                i++;
            }
            else if (c == '{' && text.IndexOf('}', i) is > 0 and int end && Placeholder(text[i..(end + 1)]) is { } placeholder)
            {
                template._parts.Add(new Part(literal.ToString(), null, "", ""));
                template._parts.Add(placeholder);
                literal.Clear();
                i = end;
            }
            else
                literal.Append(c);
        }
        template._parts.Add(new Part(literal.ToString(), null, "", ""));
        return template;
    }

    public string Render(object?[] arguments)
    {
        var text = new StringBuilder();
        foreach ((Part part, bool filled, object? value) in Fill(arguments))
            text.Append(filled ? Format(part, value) : part.Literal);
        return text.ToString();
    }

    /// <summary>What each placeholder stands for, a repeated name once, as <see cref="Render"/> fills it.</summary>
    public IEnumerable<(string Name, object? Value)> Values(object?[] arguments) =>
        Fill(arguments).Where(each => each.Filled).Select(each => (each.Part.Name!, each.Value)).DistinctBy(each => each.Item1);

    // By position, unless every placeholder is a number: then those are the positions.
    private IEnumerable<(Part Part, bool Filled, object? Value)> Fill(object?[] arguments)
    {
        bool numbered = _parts.All(part => part.Name is null || Position(part.Name) is not null);
        int next = 0;
        foreach (Part part in _parts)
        {
            int position = part.Name is null ? -1 : numbered ? Position(part.Name)!.Value : next++;
            yield return position >= 0 && position < arguments.Length ? (part, true, arguments[position]) : (part, false, null);
        }
    }

    private static int? Position(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int position) ? position : null;

    private static Part? Placeholder(string braced)
    {
        string inside = braced[1..^1];
        int colon = inside.IndexOf(':');
        string format = colon < 0 ? "" : inside[colon..];
        string beforeFormat = colon < 0 ? inside : inside[..colon];
        int comma = beforeFormat.IndexOf(',');
        string alignment = comma < 0 ? "" : beforeFormat[comma..];
        string name = (comma < 0 ? beforeFormat : beforeFormat[..comma]).TrimStart('@', '$');
        bool valid = name.Length > 0
            && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-')
            && (comma < 0 || int.TryParse(alignment.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            && !format.Contains('{');
        return valid ? new Part(braced, name, alignment, format) : null;
    }

    // A format that the value does not know is no reason to lose the line.
    private static string Format(Part part, object? value)
    {
        object readable = Readable(value);
        try
        {
            return string.Format(CultureInfo.InvariantCulture, $"{{0{part.Alignment}{part.Format}}}", readable);
        }
        catch (FormatException)
        {
            return Convert.ToString(readable, CultureInfo.InvariantCulture) ?? "";
        }
    }

    private static object Readable(object? value) => value switch
    {
        null => "null",
        string => value,
        System.Collections.IEnumerable items => string.Join(", ", items.Cast<object?>()),
        _ => value,
    };
}
